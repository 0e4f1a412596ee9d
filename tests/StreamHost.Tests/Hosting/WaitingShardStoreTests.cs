using Microsoft.Extensions.Logging;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Tests.EndToEnd;
using StreamReco.TestKit.Store;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Hosting;

public sealed class WaitingShardStoreTests
{
    private static readonly ShardId _shard = new("g", "clicks", 0);

    private readonly InMemoryShardStore _database = new();
    private readonly ManualTimeProvider _time = new();
    private readonly RecordedLogs _logs = new();

    [Fact]
    public async Task A_database_that_is_gone_for_a_minute_is_waited_for_and_said_once_when_it_goes_and_once_when_it_is_back()
    {
        await using var store = new WaitingShardStore(_database, _time, _logs.CreateLogger<WaitingShardStore>());
        var lease = await store.AcquireAsync(_shard, "a", default);
        _database.Unavailable = true;

        Task[] calls =
        [
            .. Enumerable.Range(0, 20).Select(_ => store.SaveAsync(lease, new SnapshotDelta(1, default, []), default)),
            store.LoadUsersAsync(_shard, ["u"], default), store.CheckAsync(lease, default),
        ];
        for (var second = 0; second < 60; second++)
        {
            await _time.WaitForTimersAsync(calls.Length);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        calls.ShouldAllBe(call => !call.IsCompleted);
        await _time.WaitForTimersAsync(calls.Length);
        _database.Unavailable = false;
        _time.Advance(TimeSpan.FromSeconds(10));
        await Task.WhenAll(calls);

        _logs.OwnWarnings.ShouldHaveSingleItem().ShouldContain("the state database is away");
        _logs.Lines.Count(line => line == "the state database is back").ShouldBe(1);
        _database.Saves.ShouldBe(20);
    }
}
