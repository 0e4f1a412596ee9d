using StreamReco.Stages.Records;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Shards;
using StreamReco.TestKit.Time;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>A shard in which nothing comes any more stores what it has, so that a crash repeats nothing and who was erased is gone.</summary>
public sealed class QuietShardTests : IDisposable
{
    private const long T = Scenario.StartMs;
    private const int EveryMs = 10_000;

    private readonly ManualTimeProvider _time = new();
    private readonly PartitionLog _log = new();
    private readonly InMemoryCommitLog _commits = new();
    private readonly ShardSetup _setup;
    private ShardHarness? _owner;

    public QuietShardTests()
    {
        _setup = new Scenario([], [], IntervalMs: 0).Setup() with { Time = _time };
        (_setup.Options.Snapshot.EveryMs, _setup.Options.Snapshot.EveryRecords) = (EveryMs, 1_000);
    }

    public void Dispose() => _owner?.Dispose();

    [Fact]
    public async Task Time_alone_makes_a_snapshot_due_once_after_the_last_records()
    {
        await TakeAsync(log => log.Add(EventBytes.View("a", "i1", T + 1, "e1"), T + 1).Add(EventBytes.View("b", "i2", T + 2, "e2"), T + 2));
        _time.AdvanceMs(EveryMs - 1);
        await PassAsync();
        (await StoredAsync()).ShouldBeNull();

        _time.AdvanceMs(1);
        await PassAsync();
        (await StoredAsync()).ShouldBe(2);

        _time.AdvanceMs(EveryMs);
        (await _owner!.FoldAsync(new RecordBatch([], _owner.NextOffset))).Snapshot.ShouldBeNull("nothing has come since");
    }

    [Fact]
    public async Task Who_was_erased_by_the_last_record_is_gone_from_the_store_though_nothing_follows()
    {
        await TakeAsync(log => log.Add(EventBytes.View("a", "i1", T + 1, "e1"), T + 1).Add(EventBytes.View("b", "i2", T + 2, "e2"), T + 2));
        await _owner!.StoreSnapshotAsync();
        await TakeAsync(log => log.AddErasure("a", T + 3));

        _time.AdvanceMs(EveryMs);
        await PassAsync();

        (await UsersAsync()).ShouldBe(["b"]);
    }

    [Fact]
    public async Task What_the_next_owner_repeated_in_silence_is_stored_too_and_nothing_is_committed_twice()
    {
        await TakeAsync(log => log.Add(EventBytes.View("a", "i1", T + 1, "e1"), T + 1));
        await OpenAsync();
        _owner!.Plan.StartOffset.ShouldBe(0);
        await TakeAsync(log => log);

        _time.AdvanceMs(EveryMs);
        await PassAsync();

        (await StoredAsync()).ShouldBe(1);
        _commits.RecordsOf(OutboundTopic.Recommendations).Count.ShouldBe(1);
    }

    private async Task OpenAsync()
    {
        _owner?.Dispose();
        _owner = await ShardHarness.OpenAsync(_setup, new InMemoryShardSink(_commits));
    }

    /// <summary>Writes records and takes all that are not folded yet.</summary>
    private async Task TakeAsync(Func<PartitionLog, PartitionLog> write)
    {
        write(_log);
        if (_owner is null)
        {
            await OpenAsync();
        }

        await _owner!.RunAsync(_log.Slice(Math.Max(_owner.NextOffset, _owner.Plan.StartOffset), _log.NextOffset));
    }

    /// <summary>What the source hands on when nothing came for a while.</summary>
    private Task PassAsync() => _owner!.RunAsync(new RecordBatch([], _owner.NextOffset));

    private async Task<long?> StoredAsync() => (await _setup.Store.LoadAsync(_setup.Shard, CancellationToken.None))?.NextOffset;

    private async Task<IReadOnlyList<string>> UsersAsync()
    {
        var users = new List<string>();
        await foreach (var user in _setup.Store.ReadUsersAsync(_setup.Shard, CancellationToken.None))
        {
            users.Add(user.UserId);
        }

        return users;
    }
}
