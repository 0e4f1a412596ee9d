using StreamReco.Stages.Ports;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Shards;

public sealed class ShardRecoveryTests
{
    private readonly ShardSetup _setup = new Scenario([], [], IntervalMs: 0).Setup();
    private readonly InMemoryCommitLog _commits = new();
    private readonly PartitionLog _log = new();

    // Found by the simulation: it read the snapshot of a later offset than its committed one, and the node ended.
    [Fact]
    public async Task An_owner_that_is_overtaken_while_it_opens_learns_that_it_is_stale()
    {
        _log.Add(EventBytes.View("a", "i1", Scenario.StartMs), Scenario.StartMs);
        _log.Add(EventBytes.View("a", "i2", Scenario.StartMs), Scenario.StartMs);
        using var first = await OpenAsync(new InMemoryShardSink(_commits));
        await first.RunAsync(_log.Slice(0, 1));

        var overtaken = new SinkWithPause(new InMemoryShardSink(_commits), OvertakeAsync);

        await Should.ThrowAsync<StaleOwnerException>(() => OpenAsync(overtaken));
    }

    private async Task OvertakeAsync()
    {
        using var next = await OpenAsync(new InMemoryShardSink(_commits));
        await next.RunAsync(_log.Slice(next.Plan.StartOffset, 2));
        await next.StoreSnapshotAsync();
    }

    private Task<ShardHarness> OpenAsync(IShardSink sink) => ShardHarness.OpenAsync(_setup, sink);

    private sealed class SinkWithPause(IShardSink inner, Func<Task> afterOpen) : IShardSink
    {
        public async Task<long?> OpenAsync(CancellationToken cancel)
        {
            var committed = await inner.OpenAsync(cancel);
            await afterOpen();
            return committed;
        }

        public Task CommitAsync(CommitUnit unit, CancellationToken cancel) => inner.CommitAsync(unit, cancel);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
