using Microsoft.Extensions.Logging;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Scoring;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Setup;
using StreamReco.Stages.State;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Kafka;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Serving;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Replay;

/// <summary>
/// The live path over a span: the same graph, batcher, sink and store, with a source that is bounded, a catalog that stands
/// still, and times of emission from the log.
/// </summary>
internal sealed partial class ReplayNode : IAsyncDisposable
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);

    private readonly ModelRegistry _models;
    private readonly IShardStore _store;
    private readonly GroupClient _group;
    private readonly ReplayedPartitions _partitions;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    private ReplayNode(
        ReplaySettings settings, IReadOnlyList<PartitionSpan> spans, ModelRegistry models, IShardStore store,
        CatalogFollower catalog, ILoggerFactory loggers, TimeProvider time)
    {
        (_models, _store, _time) = (models, store, time);
        _logger = loggers.CreateLogger<ReplayNode>();
        _group = new GroupClient(settings.Options.Kafka, time, _logger);
        var owner = $"{Environment.MachineName}:{Environment.ProcessId}";
        var opener = new ShardOpener(
            settings.Options.Pipeline, models, catalog.Table, store, new LatencyHistogram(), owner,
            new KafkaErasureLedger(settings.Options.Kafka, settings.Options.Pipeline.Privacy, time), time, loggers.CreateLogger<ShardOpener>())
        {
            Emission = new Emission
            {
                Users = settings.IsWarm ? new HashSet<string>() : settings.Users?.Ids,
                Rejected = settings.WritesRejected,
                TimeFromLog = true,
            },
        };
        _partitions = new ReplayedPartitions(settings.Options, spans, _group, opener, time);
        Of = spans.Sum(span => span.Length());
    }

    /// <summary>Offsets of the spans in all.</summary>
    public long Of { get; }

    /// <summary>Offsets of the spans that are committed.</summary>
    public long Done => _partitions.Done;

    /// <summary>Answers that this run committed.</summary>
    public long Emitted => _partitions.Emitted;

    public string Provider => _models.Scoring.Provider;

    /// <summary>Clicks that still wait for the throttle: a record behind the span would release them.</summary>
    public int Waiting => _partitions.Board.EverOwned.Sum(shard => shard.Standing.Waiting);

    /// <summary>Makes everything that the path needs.</summary>
    /// <param name="settings">What is replayed, and how.</param>
    /// <param name="spans">The spans of the plan.</param>
    /// <param name="loggers">Where the stages log.</param>
    /// <param name="time">The clock of waits and snapshots; no answer depends on it.</param>
    /// <param name="cancel">Ends the start.</param>
    /// <exception cref="ScorerStartException">The execution provider cannot be had.</exception>
    /// <exception cref="StoreUnavailableException">The state database cannot be used.</exception>
    public static async Task<ReplayNode> StartAsync(
        ReplaySettings settings, IReadOnlyList<PartitionSpan> spans, ILoggerFactory loggers, TimeProvider time,
        CancellationToken cancel)
    {
        ModelScorers Open(ModelArtifact model) => ModelScorers.Open(model, ScorerSettings.Of(settings.Options));
        var models = new ModelRegistry(
            settings.Options, settings.Model, Open(settings.Model), Open,
            new NoModelChanges(), time, loggers.CreateLogger<ModelRegistry>());
        var store = new WaitingShardStore(
            ShardStoreFactory.Create(settings.Options.State.Connection), time,
            loggers.CreateLogger<WaitingShardStore>());
        await store.InitializeAsync(cancel);

        // Loaded, not followed: an item that changes meanwhile must not part a replay in two halves.
        using var catalog = new CatalogFollower(settings.Options.Kafka, loggers.CreateLogger<CatalogFollower>());
        await catalog.LoadAsync(cancel);
        return new ReplayNode(settings, spans, models, store, catalog, loggers, time);
    }

    /// <summary>Runs until the spans are committed, or stopped; then what was read is committed.</summary>
    /// <exception cref="ShardFailedException">A partition failed in a way that another attempt does not get over.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var board = _partitions.Board;
        await using var owners = new LocalPartitions(
            _partitions, _partitions.Spans.Select(span => span.Partition), _logger);
        while (!stop.IsCancellationRequested && !_partitions.IsDone && !board.Failure.IsCompleted)
        {
            await Task.WhenAny(board.Failure, Task.Delay(_look, _time, CancellationToken.None));
        }

        if (!await owners.LeaveAsync())
        {
            LogDrainTimedOut(_logger, _partitions.DrainMax.TotalMilliseconds);
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
        foreach (var shard in _partitions.Board.EverOwned)
        {
            total.Add(shard.Standing.Counters);
        }

        return total;
    }

    public async ValueTask DisposeAsync()
    {
        _group.Dispose();
        await _models.DisposeAsync();
        await _store.DisposeAsync();
    }

    [LoggerMessage(61, LogLevel.Warning, "shards did not drain within Kafka:RequestTimeoutMs ({Ms:F0}); the same replay goes on from its last commit")]
    private static partial void LogDrainTimedOut(ILogger logger, double ms);
}
