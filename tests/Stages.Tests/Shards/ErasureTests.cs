using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Shards;

public sealed class ErasureTests : IDisposable
{
    private const long T = Scenario.StartMs;
    private const string Variable = "STREAMRECO_TEST_ERASURES";

    private readonly PartitionLog _log = new();
    private readonly InMemoryCommitLog _commits = new();
    private readonly ShardSetup _setup = new Scenario([], [], IntervalMs: 0).Setup(residents: 1);
    private ShardHarness? _owner;

    public ErasureTests()
    {
        Environment.SetEnvironmentVariable(Variable, new string('k', 32));
        _setup.Options.Privacy.ErasureKeyFile = $"env:{Variable}";
    }

    public void Dispose() => _owner?.Dispose();

    [Fact]
    public async Task An_erased_user_is_gone_from_memory_and_store_and_readers_are_told_behind_its_answers()
    {
        await TakeAsync(log => log.Add(View("a", 1), T + 1).Add(View("b", 2), T + 2).AddErasure("a", T + 3).Add(View("b", 4), T + 4));

        (await UsersAsync()).Keys.ShouldBe(["b"]);
        Written().ShouldBe(["a 0", "b 1", "a void", "b 3"]);
        (_owner!.Counters.Read, _owner.Counters.Erasures).ShouldBe((3, 1));
    }

    [Fact]
    public async Task A_cold_user_is_erased_as_well_and_does_not_come_back_with_its_next_click()
    {
        await TakeAsync(log => log.Add(View("a", 1), T + 1));
        await _owner!.StoreSnapshotAsync();
        await TakeAsync(log => log.Add(View("b", 2), T + 2).Add(View("c", 3), T + 3));
        _owner.Users.Find("a").ShouldBeNull();

        await TakeAsync(log => log.AddErasure("a", T + 4));
        await TakeAsync(log => log.Add(View("a", 5), T + 5));

        (await ReadAsync("a")).Applied.ShouldBe(1);
        Written().ShouldBe(["a 0", "b 1", "c 2", "a void", "a 4"]);
    }

    [Fact]
    public async Task An_erased_user_stays_gone_for_the_next_owner()
    {
        await TakeAsync(log => log.Add(View("a", 1), T + 1).Add(View("b", 2), T + 2));
        await _owner!.StoreSnapshotAsync();
        await TakeAsync(log => log.AddErasure("a", T + 3));
        await _owner.StoreSnapshotAsync();
        await OpenAsync();

        await TakeAsync(log => log.Add(View("a", 4), T + 4).Add(View("a", 1), T + 5));

        (await ReadAsync("a")).Applied.ShouldBe(1);
        _owner.Counters.OfErased.ShouldBe(1);
    }

    [Fact]
    public async Task A_repeat_of_a_click_from_before_the_erasure_is_passed_over_until_it_is_late()
    {
        await TakeAsync(log => log.Add(View("a", 1), T + 1).AddErasure("a", T + 10).Add(View("a", 1), T + 20).Add(View("a", 10), T + 20));
        (_owner!.Counters.OfErased, _owner.Counters.Applied).ShouldBe((2, 1));

        var late = 10 + _setup.Options.Window.AllowedLatenessMs + _setup.Options.Window.OutOfOrdernessMs + 1;
        await TakeAsync(log => log.Add(View("b", late), T + late).Add(View("a", 1), T + late));

        _owner.Counters.Rejected[(int)FailureType.Late].ShouldBe(1);
        (await UsersAsync()).Keys.ShouldBe(["b"]);
    }

    [Fact]
    public async Task A_waiting_click_of_an_erased_user_is_never_answered()
    {
        _setup.Options.Trigger.EmitIntervalMs = 1_000;
        await TakeAsync(log => log.Add(View("a", 1), T + 1).Add(View("a", 2), T + 2).AddErasure("a", T + 3).AddTick(T + 4));

        Written().ShouldBe(["a 0", "a void"]);
        Encoding.UTF8.GetString(_owner!.StateBytes()).ShouldNotContain("\u0001a");
    }

    [Fact]
    public async Task A_user_that_the_shard_does_not_know_has_no_answers_to_be_declared_void()
    {
        await TakeAsync(log => log.AddErasure("nobody", T + 1).AddErasure("", T + 2));

        Written().ShouldBeEmpty();
        _owner!.Counters.Erasures.ShouldBe(2);
    }

    [Fact]
    public async Task A_state_that_begins_anew_passes_over_what_was_clicked_before_an_erasure_further_on()
    {
        _log.Add(View("a", 1), T + 1).Add(View("b", 2), T + 2).AddErasure("a", T + 3).Add(View("a", 4), T + 4);
        await OpenAsync(new ErasureMark(HashOf("a"), 2, T + 3));

        await _owner!.RunAsync(_log.Slice(0, 2));
        (await UsersAsync()).Keys.ShouldBe(["b"]);
        await _owner.RunAsync(_log.Slice(2, _log.NextOffset));

        Written().ShouldBe(["b 1", "a 3"]);
        (_owner.Counters.OfErased, _owner.Counters.Applied, _owner.Counters.Read).ShouldBe((1, 2, 2));
    }

    [Fact]
    public async Task What_an_erased_user_s_clicks_say_of_time_and_trending_stays_as_it_was()
    {
        _log.Add(View("a", 1), T + 1).Add(View("b", 20_000), T + 20_000).AddErasure("a", T + 20_001);
        await OpenAsync();
        await _owner!.RunAsync(_log.Slice(0, _log.NextOffset));
        var (trending, watermark) = (_owner.Trending.ToArray(), _owner.WatermarkMs);
        await OpenAsync(new ErasureMark(HashOf("a"), 2, T + 20_001), new InMemoryCommitLog(), _setup with { Store = new TestKit.Store.InMemoryShardStore() });
        await _owner.RunAsync(_log.Slice(0, _log.NextOffset));

        trending.ShouldNotBeEmpty();
        _owner.Trending.ShouldBe(trending);
        _owner.WatermarkMs.ShouldBe(watermark);
    }

    [Fact]
    public async Task What_a_state_began_with_holds_although_later_erasures_come_before_its_first_snapshot()
    {
        _log.Add(View("a", 1), T + 1).AddErasure("a", T + 2);
        await OpenAsync(ledger: new Ledger([]));
        await OpenAsync(new ErasureMark(HashOf("a"), 1, T + 2));

        await _owner!.RunAsync(_log.Slice(0, _log.NextOffset));

        Written().ShouldBe(["a 0", "a void"]);
    }

    [Fact]
    public async Task Without_the_key_a_state_that_remembers_erasures_is_refused()
    {
        await TakeAsync(log => log.AddErasure("a", T + 1));
        await _owner!.StoreSnapshotAsync();
        _setup.Options.Privacy.ErasureKeyFile = "";

        (await Should.ThrowAsync<PseudonymKeyException>(() => OpenAsync())).Message.ShouldContain("Privacy:ErasureKeyFile");
    }

    [Fact]
    public async Task A_rejected_record_under_the_key_of_a_user_who_is_erased_further_on_is_not_written_again()
    {
        var broken = new LogRecord(0, T, "a"u8.ToArray(), "{"u8.ToArray(), null);
        var other = new LogRecord(1, T, "b"u8.ToArray(), "{"u8.ToArray(), null);
        await OpenAsync(new ErasureMark(HashOf("a"), 5, T));

        await _owner!.RunAsync(new RecordBatch([broken, other], 2));

        _commits.RecordsOf(OutboundTopic.Rejected).Select(record => Encoding.UTF8.GetString(record.Key!)).ShouldBe(["b"]);
        (_owner.Counters.OfErased, _owner.Counters.Read).ShouldBe((1, 1));
    }

    private static byte[] View(string user, long afterMs) => EventBytes.View(user, $"i{afterMs % 10}", T + afterMs, $"{user}{afterMs}");

    private string HashOf(string user) => Pseudonymizer.OpenForErasures(_setup.Options.Privacy)!.Of(user);

    private Task OpenAsync(ErasureMark mark, InMemoryCommitLog? commits = null, ShardSetup? setup = null) =>
        OpenAsync(commits, setup, new Ledger([mark]));

    private async Task OpenAsync(InMemoryCommitLog? commits = null, ShardSetup? setup = null, IErasureLedger? ledger = null)
    {
        _owner?.Dispose();
        _owner = await ShardHarness.OpenAsync((setup ?? _setup) with { Erasures = ledger }, new InMemoryShardSink(commits ?? _commits));
    }

    private async Task TakeAsync(Func<PartitionLog, PartitionLog> add)
    {
        if (_owner is null)
        {
            await OpenAsync();
        }

        var from = _log.NextOffset;
        add(_log);
        await _owner!.RunAsync(_log.Slice(from, _log.NextOffset));
    }

    private Task<SortedDictionary<string, byte[]>> UsersAsync() => _owner!.StoreAndReadUsersAsync();

    private async Task<UserState> ReadAsync(string user) =>
        new UserStateCodec(_setup.Options.UserState, _setup.Model.Items).Read((await UsersAsync())[user]);

    /// <summary>Committed answers as user and offset, and tombstones, in order.</summary>
    private List<string> Written() =>
    [
        .. _commits.RecordsOf(OutboundTopic.Recommendations).Select(record =>
            $"{Encoding.UTF8.GetString(record.Key!)} {(record.Value is { } value ? OffsetOf(value) : "void")}"),
    ];

    private static string OffsetOf(byte[] answer)
    {
        using var json = System.Text.Json.JsonDocument.Parse(answer);
        return json.RootElement.GetProperty("origin").GetProperty("offset").GetRawText();
    }

    private sealed class Ledger(IReadOnlyList<ErasureMark> marks) : IErasureLedger
    {
        public Task<IReadOnlyList<ErasureMark>> ReadAsync(ShardId shard, CancellationToken cancel) => Task.FromResult(marks);
    }
}
