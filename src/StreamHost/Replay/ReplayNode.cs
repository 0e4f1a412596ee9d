using Microsoft.Extensions.Logging;
using StreamReco.Stages.Ports;
using StreamReco.Stages.State;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Kafka.Catalog;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Replay;

/// <summary>
/// The live path over a span: the same graph, batcher, sink and store, with a source that is bounded, a catalog that stands
/// still, and times of emission from the log.
/// </summary>
internal sealed partial class ReplayNode(
    ReplayedPartitions partitions, ModelRegistry models, IShardStore store, CatalogFollower catalog, TimeProvider time,
    ILogger<ReplayNode> logger)
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);

    /// <summary>Offsets of the spans in all.</summary>
    public long Of => partitions.Spans.Sum(span => span.Length());

    /// <summary>Offsets of the spans that are committed.</summary>
    public long Done => partitions.Done;

    /// <summary>Answers that this run committed.</summary>
    public long Emitted => partitions.Emitted;

    public string Provider => models.Scoring.Provider;

    /// <summary>Clicks that still wait for the throttle: a record behind the span would release them.</summary>
    public int Waiting => partitions.Board.EverOwned.Sum(shard => shard.Status.Waiting);

    /// <summary>Opens what the path needs.</summary>
    /// <exception cref="StoreUnavailableException">The state database cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        await store.InitializeAsync(cancel);

        // Loaded, not followed: an item that changes meanwhile must not part a replay in two halves.
        await catalog.LoadAsync(cancel);
    }

    /// <summary>Runs until the spans are committed, or stopped; then what was read is committed.</summary>
    /// <exception cref="ShardFailedException">A partition failed in a way that another attempt does not get over.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var board = partitions.Board;
        await using var owners = new LocalPartitions(
            partitions, partitions.Spans.Select(span => span.Partition), logger);
        while (!stop.IsCancellationRequested && !partitions.IsDone && !board.Failure.IsCompleted)
        {
            await Task.WhenAny(board.Failure, Task.Delay(_look, time, CancellationToken.None));
        }

        if (!await owners.LeaveAsync())
        {
            LogDrainTimedOut(logger, partitions.DrainMax.TotalMilliseconds);
        }

        if (board.Failure.IsCompleted)
        {
            throw await board.Failure;
        }
    }

    /// <summary>What became of the spans' records so far; resumed replays include their earlier runs.</summary>
    public ShardCounters Counters()
    {
        var total = new ShardCounters();
        foreach (var shard in partitions.Board.EverOwned)
        {
            total.Add(shard.Status.Counters);
        }

        return total;
    }

    [LoggerMessage(61, LogLevel.Warning, "shards did not drain within Kafka:RequestTimeoutMs ({Ms:F0}); the same replay goes on from its last commit")]
    private static partial void LogDrainTimedOut(ILogger logger, double ms);
}
