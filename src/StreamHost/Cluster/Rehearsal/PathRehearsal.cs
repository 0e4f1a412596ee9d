using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Serving;
using StreamReco.Stages.Setup;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Metrics;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Tasks;

namespace StreamReco.StreamHost.Cluster.Rehearsal;

/// <summary>
/// Runs the path of a partition once before the node joins its cluster: invented clicks, a database for the moment, answers
/// that go nowhere. What the runtime compiles on first use is compiled then, while no partition waits for it.
/// </summary>
/// <param name="options">The settings.</param>
/// <param name="models">The models at hand.</param>
/// <param name="catalog">What the shop sells.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where a rehearsal that failed is logged.</param>
internal sealed partial class PathRehearsal(
    StreamRecoOptions options, IModelProvider models, ICatalog catalog, TimeProvider time, ILogger<PathRehearsal> logger)
{
    /// <summary>A rehearsal that takes longer is given up: it is a help and must not keep the node from its work.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    /// <summary>Rehearses. A failure is logged and changes nothing else.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var timer = time.CreateTimer(_ => patience.Cancel(), null, _longest, Timeout.InfiniteTimeSpan);
        try
        {
            var folder = Directory.CreateTempSubdirectory("streamreco-");
            try
            {
                await PlayAsync(Path.Combine(folder.FullName, "state.db"), patience.Token);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            LogFailed(logger, e is OperationCanceledException ? $"it took longer than {_longest.TotalSeconds:F0} s" : e.Message);
        }
    }

    private async Task PlayAsync(string database, CancellationToken cancel)
    {
        using var instruments = new NodeInstruments();
        await using var store = ShardStoreFactory.Create($"sqlite:{database}");
        await store.InitializeAsync(cancel);
        var observers = new ShardObservers(new TaskBoard(time), instruments, time, NullLogger<ShardObservers>.Instance);
        var opener = new ShardOpener(
            options, models, catalog, store, new NoErasures(), EmitPolicy.Live, observers, NodeName.OfProcess, time,
            NullLogger<ShardOpener>.Instance);
        var role = new RehearsedPartition(opener, models.Base.Artifact.Items, options.Pipeline.Limits.BatchRecordsMax, time);
        await using var owner = new LocalPartitions(role, [0], NullLogger.Instance);
        await role.PlayAsync(cancel);
        await owner.LeaveAsync();
    }

    [LoggerMessage(25, LogLevel.Information, "the path was not rehearsed, its first partition takes longer to open: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);

    private sealed class NoErasures : IErasureLedger
    {
        public Task<IReadOnlyList<ErasureMark>> ReadAsync(ShardId shard, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<ErasureMark>>([]);
    }
}
