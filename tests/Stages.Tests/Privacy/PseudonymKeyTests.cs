using System.Text;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;
using StreamReco.TestKit.Store;

namespace StreamReco.Stages.Tests.Privacy;

public sealed class PseudonymKeyTests : IDisposable
{
    private const long TimeMs = 1_750_000_000_000;

    private readonly string _key = KeyFile('k');
    private readonly string _other = KeyFile('o');
    private readonly InMemoryShardStore _store = new();
    private readonly InMemoryCommitLog _log = new();

    public void Dispose()
    {
        File.Delete(_key);
        File.Delete(_other);
    }

    [Fact]
    public async Task State_and_answers_hold_pseudonyms_only()
    {
        var answers = await RunAsync(_key);

        var pseudonym = Pseudonymizer.Open(new PrivacyOptions { PseudonymKeyFile = _key })!.Of("visitor-1");
        var users = new List<string>();
        await foreach (var user in _store.ReadUsersAsync(new ShardSetup(SmallModel.Create()).Shard, default))
        {
            users.Add(user.UserId);
            Encoding.Latin1.GetString(user.State.Span).ShouldNotContain("visitor-1");
        }

        users.ShouldBe([pseudonym]);
        foreach (var answer in answers)
        {
            Encoding.UTF8.GetString(answer.Key!).ShouldBe(pseudonym);
            Encoding.UTF8.GetString(answer.Value!).ShouldNotContain("visitor-1");
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task State_made_with_a_key_opens_with_that_key_alone(bool madeWithKey, bool openedWithOther)
    {
        await RunAsync(madeWithKey ? _key : "");

        var error = await Should.ThrowAsync<PseudonymKeyException>(() => RunAsync(openedWithOther ? _other : ""));

        error.Message.ShouldContain("Privacy:PseudonymKeyFile");
        await RunAsync(madeWithKey ? _key : "");
    }

    [Fact]
    public void A_shard_state_with_a_key_is_read_as_it_was_written()
    {
        var windows = new WindowOptions();
        var bytes = new ShardState(windows) { KeyId = "00ff", NextOffset = 7 }.ToBytes();

        var state = ShardState.FromBytes(bytes, windows);

        (state.KeyId, state.NextOffset).ShouldBe(("00ff", 7));
        state.ToBytes().ShouldBe(bytes);
        bytes[0].ShouldBe((byte)2);
    }

    private async Task<IReadOnlyList<OutboundRecord>> RunAsync(string keyFile)
    {
        var options = new PipelineOptions { Privacy = new PrivacyOptions { PseudonymKeyFile = keyFile } };
        var setup = new ShardSetup(SmallModel.Create()) { Store = _store, Options = options };
        using var shard = await ShardHarness.OpenAsync(setup, new InMemoryShardSink(_log));
        var record = new LogRecord(
            shard.NextOffset, TimeMs, "visitor-1"u8.ToArray(),
            EventBytes.View("visitor-1", "i1", TimeMs, $"e{shard.NextOffset}"), null);
        var batch = await shard.RunAsync(new RecordBatch([record], shard.NextOffset + 1));
        await shard.StoreSnapshotAsync();
        return batch.Records;
    }

    private static string KeyFile(char of)
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, new string(of, Pseudonymizer.KeyBytesMin));
        return path;
    }
}
