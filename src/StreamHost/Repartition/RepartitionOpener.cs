using System.Threading.Tasks.Dataflow;
using Microsoft.Extensions.Logging;
using StreamReco.Stages;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Hosting;

namespace StreamReco.StreamHost.Repartition;

/// <summary>
/// Opens a partition whose clicks are carried into the topic by user. It has no state but the committed offset, so it
/// needs no store: records and offset go in one transaction, and the sink fences an earlier owner.
/// </summary>
internal sealed partial class RepartitionOpener(LimitOptions limits, int targets, TimeProvider time, ILogger logger) : IShardOpener
{
    public async Task<OpenShard> OpenAsync(ShardId shard, IShardSink sink, Func<long> logStart, CancellationToken stop)
    {
        var (committed, first) = (await sink.OpenAsync(stop), logStart());
        var start = Math.Max(committed ?? first, first);
        if (committed < first)
        {
            LogGap(logger, shard, first, committed.Value);
        }

        var progress = new ShardProgress(shard);
        progress.Publish(new ShardStanding(new ShardCounters(), start, long.MinValue, 0, 0));
        var inbox = new BufferBlock<RecordBatch>(
            new DataflowBlockOptions { BoundedCapacity = limits.InboxBatchesMax, CancellationToken = stop });
        var carrier = new Carrier(new RepartitionStage(shard, limits, targets), sink, progress, limits, time);
        var graph = new ShardGraph(inbox, loop: null, links: [], Task.Run(() => carrier.RunAsync(inbox, stop), CancellationToken.None));
        LogOpened(logger, shard, start);
        return new OpenShard(shard, graph, sink, progress, start, start)
        {
            Recent = new RecentRecords(1),
            Epoch = 0,
            UsersInMemory = () => 0,
        };
    }

    [LoggerMessage(5, LogLevel.Information, "{Shard} is carried into the topic by user from offset {Start}")]
    private static partial void LogOpened(ILogger logger, ShardId shard, long start);

    [LoggerMessage(6, LogLevel.Warning,
        "{Shard}: the topic starts at offset {First}, behind the {Committed} that is carried over; the records between are lost")]
    private static partial void LogGap(ILogger logger, ShardId shard, long first, long committed);
}
