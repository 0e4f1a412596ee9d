using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Cluster.Partitions;

/// <summary>A sink says how long its commit has been under way, and nothing once the commit has ended, well or not.</summary>
public sealed class CommitWatchTests
{
    private static readonly CommitUnit _unit = new([], 7);

    private readonly ManualTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly HeldSink _inner = new();
    private readonly CommitWatch _watch;
    private readonly ObservedShardSink _sink;

    public CommitWatchTests()
    {
        _watch = new CommitWatch(_time);
        _sink = new ObservedShardSink(_inner, new RecentRecords(1), rules: null, _watch);
    }

    [Fact]
    public async Task A_commit_is_under_way_until_it_has_ended()
    {
        _watch.UnderWay.ShouldBeNull();
        var commit = _sink.CommitAsync(_unit, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(31));
        _watch.UnderWay.ShouldBe(TimeSpan.FromSeconds(31));

        _inner.Held.SetResult();
        await commit;

        _watch.UnderWay.ShouldBeNull();
    }

    [Fact]
    public async Task One_that_fails_is_under_way_no_longer()
    {
        var commit = _sink.CommitAsync(_unit, CancellationToken.None);
        _inner.Held.SetException(new CommitFailedException("refused", fenced: false, new InvalidOperationException()));

        await Should.ThrowAsync<CommitFailedException>(() => commit);

        _watch.UnderWay.ShouldBeNull();
    }

    private sealed class HeldSink : IShardSink
    {
        public TaskCompletionSource Held { get; } = new();

        public Task<long?> OpenAsync(CancellationToken cancel) => Task.FromResult<long?>(null);

        public Task CommitAsync(CommitUnit unit, CancellationToken cancel) => Held.Task;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
