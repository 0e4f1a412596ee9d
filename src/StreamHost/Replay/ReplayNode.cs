using Microsoft.Extensions.Logging;
using StreamReco.Models.Scoring;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Kafka;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Replay;

/// <summary>
/// The live path over a span: the same stages, batcher, sink and store, with a consumer that is bounded, a catalog that
/// stands still, and times of emission from the log.
/// </summary>
internal sealed class ReplayNode : IAsyncDisposable
{
    private readonly ScoreBatcher _batcher;
    private readonly IShardStore _store;
    private readonly ReplayConsumer _consumer;

    private ReplayNode(
        ReplaySettings settings, IReadOnlyList<PartitionSpan> spans, ScoreBatcher batcher, IShardStore store,
        CatalogFollower catalog, ILoggerFactory loggers, TimeProvider time)
    {
        (_batcher, _store) = (batcher, store);
        var owner = $"{Environment.MachineName}:{Environment.ProcessId}";
        var opener = new ShardOpener(
            settings.Options.Pipeline, settings.Model, catalog.Table, store, batcher, new LatencyHistogram(), owner,
            new KafkaErasureLedger(settings.Options.Kafka, settings.Options.Pipeline.Privacy, time), time, loggers.CreateLogger<ShardOpener>())
        {
            Emission = new Emission
            {
                Users = settings.Users?.Ids,
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

    public string Provider => _batcher.Provider;

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
        var score = settings.Options.Pipeline.Score;
        var scorer = new OnnxScorer(settings.Model, new OnnxScorerOptions
        {
            Provider = score.Provider,
            BatchSizeMax = score.BatchSizeMax,
            IntraOpThreads = score.Threads,
        });
        var store = new WaitingShardStore(
            ShardStoreFactory.Create(settings.Options.State.Connection), time,
            loggers.CreateLogger<WaitingShardStore>());
        await store.InitializeAsync(cancel);

        // Loaded, not followed: an item that changes meanwhile must not part a replay in two halves.
        using var catalog = new CatalogFollower(settings.Options.Kafka, loggers.CreateLogger<CatalogFollower>());
        await catalog.LoadAsync(cancel);
        return new ReplayNode(settings, spans, new ScoreBatcher(scorer, score, time), store, catalog, loggers, time);
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
        await _batcher.DisposeAsync();
        await _store.DisposeAsync();
    }
}
