using Microsoft.Extensions.Logging;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Scoring;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Kafka;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Replay;

/// <summary>
/// The live path over a span: the same stages, batcher, sink and store, with a consumer that is bounded, a catalog that
/// stands still, and times of emission from the log.
/// </summary>
internal sealed class ReplayNode : IAsyncDisposable
{
    private readonly ModelRegistry _models;
    private readonly IShardStore _store;
    private readonly ReplayConsumer _consumer;

    private ReplayNode(
        ReplaySettings settings, IReadOnlyList<PartitionSpan> spans, ModelRegistry models, IShardStore store,
        CatalogFollower catalog, ILoggerFactory loggers, TimeProvider time)
    {
        (_models, _store) = (models, store);
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
        _consumer = new ReplayConsumer(
            settings.Options, spans, opener, time, loggers.CreateLogger<ReplayConsumer>());
    }

    /// <summary>Offsets of the spans in all.</summary>
    public long Of => _consumer.Feeds.Sum(feed => feed.Span.Length());

    /// <summary>Offsets of the spans that are committed.</summary>
    public long Done => _consumer.Feeds.Sum(feed => feed.Done);

    /// <summary>Answers that this run committed.</summary>
    public long Emitted => _consumer.Emitted;

    public string Provider => _models.Scoring.Provider;

    /// <summary>Clicks that still wait for the throttle: a record behind the span would release them.</summary>
    public int Waiting => _consumer.Feeds.Sum(feed => feed.Progress?.Standing.Waiting ?? 0);

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

    /// <summary>Runs until the spans are committed, or stopped; then what was taken in is committed.</summary>
    public Task RunAsync(CancellationToken stop) => Task.Factory.StartNew(
        () => _consumer.Run(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>What became of the spans' records so far; resumed replays include their earlier runs.</summary>
    public ShardCounters Counters()
    {
        var total = new ShardCounters();
        foreach (var feed in _consumer.Feeds)
        {
            total.Add(feed.Progress?.Standing.Counters ?? new ShardCounters());
        }

        return total;
    }

    public async ValueTask DisposeAsync()
    {
        _consumer.Dispose();
        await _models.DisposeAsync();
        await _store.DisposeAsync();
    }
}
