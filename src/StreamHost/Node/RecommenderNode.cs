using Microsoft.Extensions.Logging;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Decoding;
using StreamReco.Models.Scoring;
using StreamReco.Stages.Answers.Rules;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Quality;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Setup;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Control.Work;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Cluster.Placement;
using StreamReco.StreamHost.Cluster.Views;
using StreamReco.StreamHost.Feeds;
using StreamReco.StreamHost.Kafka;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Metrics;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Repartition;
using StreamReco.StreamHost.Search;
using StreamReco.StreamHost.Serving;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Tasks;

namespace StreamReco.StreamHost.Node;

/// <summary>One process of the recommender: model, scorer, catalog, store and the membership in the cluster.</summary>
public sealed partial class RecommenderNode : IAsyncDisposable
{
    private readonly StreamRecoOptions _options;
    private readonly TimeProvider _time;
    private readonly IShardStore _store;
    private readonly CatalogFollower _catalog;
    private readonly GroupClient _group;
    private readonly LivePartitions _partitions;
    private readonly Repartitioner? _repartitioner;
    private readonly SplitUserReport _splitUsers;
    private readonly FirstAnswer _firstAnswer;
    private readonly NodeCluster _cluster;
    private readonly long _started;

    private RecommenderNode(
        StreamRecoOptions options, ModelRegistry models, ControlPlaneClient requests, IShardStore store,
        CatalogFollower catalog, Repartitioner? repartitioner, string name, long startedAt, TaskBoard tasks,
        NodeInstruments? instruments, ILoggerFactory loggers, TimeProvider time)
    {
        _options = options;
        _time = time;
        _store = store;
        _catalog = catalog;
        _repartitioner = repartitioner;
        _started = startedAt;
        var logger = loggers.CreateLogger<RecommenderNode>();
        _firstAnswer = new FirstAnswer(time, startedAt, seconds => LogFirstAnswer(logger, seconds));
        Models = models;
        Requests = requests;
        Tasks = tasks;
        ColdAnswers = new ColdAnswers(new ShardParts(
            new ShardId(options.Kafka.Group, options.Kafka.Clicks, 0), options.Pipeline, models, catalog.Table, time)
        {
            Rules = RerankRules.Open(options.Pipeline.Rerank),
        });
        Name = name;
        Search = NodeSearch.Create(
            options.Pipeline, name, catalog.Table, Model.Stack?.Parts.Content?.Encoder, time, loggers.CreateLogger<NodeSearch>());
        Search?.Begin();
        _splitUsers = new SplitUserReport(options.Kafka, time, loggers.CreateLogger<SplitUserReport>());
        _group = new GroupClient(options.Kafka, time, loggers.CreateLogger<GroupClient>());
        var opener = new ShardOpener(
            options.Pipeline, models, catalog.Table, store, Latency, name,
            new KafkaErasureLedger(options.Kafka, options.Pipeline.Privacy, time), time, loggers.CreateLogger<ShardOpener>())
        {
            RecentRecordsMax = options.Http.RecentRecordsMax,
            AreCarried = options.Kafka.Repartition,
            FirstAnswer = _firstAnswer,
            Instruments = instruments,
            SplitUsers = new SplitUserWatch(store, _splitUsers.Add),
            Quality = Quality,
            Tasks = tasks,
            Rules = RejectedRules,
            BeginsAnew = options.Kafka.BeginsAnew,
            Answered = new KafkaAnsweredLog(options.Kafka, _group),
            LeftOut = LeftOut,
        };
        _partitions = new LivePartitions(options, _group, opener, time);
        _cluster = new NodeCluster(options, name, _group, _partitions, repartitioner, requests, instruments, loggers, time);
        models.Watch(() => Shards);
    }

    /// <summary>The models at hand, and which of them answers for each shard.</summary>
    public ModelRegistry Models { get; }

    /// <summary>The model of the settings.</summary>
    public ModelArtifact Model => Models.Base.Artifact;

    /// <summary>Its inference.</summary>
    public IBatcherCounts Batcher => Models.Scoring;

    /// <summary>The ranker of its stack; null where it has none.</summary>
    public IBatcherCounts? Ranker => Models.Ranking;

    /// <summary>Answers for users whose shard cannot be asked.</summary>
    internal ColdAnswers ColdAnswers { get; }

    public CatalogTable Catalog => _catalog.Table;

    /// <summary>Product search over the catalog; null where <c>Search:Enabled</c> is off.</summary>
    internal NodeSearch? Search { get; }

    /// <summary>The newest records of the catalog topic with a fault.</summary>
    public CatalogFaults CatalogFaults => _catalog.Faults;

    /// <summary>From Kafka's timestamp of a click to the commit of its answer.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Items of an answer.</summary>
    public int ItemsPerAnswer => _options.Pipeline.Rerank.Items;

    /// <summary>What it is busy with.</summary>
    internal TaskBoard Tasks { get; }

    /// <summary>Whether next clicks were in last answers, since the process began.</summary>
    public QualitySums Quality { get; } = new();

    /// <summary>Why records were rejected, since the process began.</summary>
    public RejectedRules RejectedRules { get; } = new();

    /// <summary>Fields left out of events that count without them, since the process began.</summary>
    public LeftOutCounts LeftOut { get; } = new();

    /// <summary>Names the node among those of its group: leases are held under it.</summary>
    public string Name { get; }

    /// <summary>Seconds from the start, the loading of the model included, to the first committed answer; null before it.</summary>
    public double? FirstAnswerSeconds => _firstAnswer.Seconds;

    /// <summary>Whether users have state in several partitions.</summary>
    public SplitUsers SplitUsers => _splitUsers.Counts;

    /// <summary>Records carried into the topic by user; null where the clicks are keyed by user.</summary>
    public long? Carried => _repartitioner?.Carried;

    /// <summary>The shards that this node owns now.</summary>
    public IReadOnlyList<ShardProgress> Shards => [.. OpenShards.Select(shard => shard.Progress)];

    /// <summary>The same, with what else is known of them.</summary>
    public IReadOnlyList<OpenShard> OpenShards => _partitions.Board.Shards;

    /// <summary>The topic whose partitions are the shards: the clicks, or those that are carried by user.</summary>
    public string ShardTopic => _options.Kafka.Clicks;

    /// <summary>What others do to its groups, a sentence each.</summary>
    public IReadOnlyList<string> Notes => _cluster.Notes;

    /// <summary>Where it stands in its life.</summary>
    public NodePhase Phase => _cluster.Phase;

    /// <summary>The state database, which waits while it is away.</summary>
    public IShardStore Store => _store;

    /// <summary>Asks the owners of partitions, on whichever node they are; null before the node has joined the cluster.</summary>
    internal PartitionQueries? Queries => _cluster.Queries;

    /// <summary>Asks the control plane of the group.</summary>
    internal ControlPlaneClient Requests { get; }

    /// <summary>What was asked of it; null before the node has joined the cluster.</summary>
    internal ControlHistory? History => _cluster.History;

    /// <summary>HOST:PORT by which the cluster knows this node; null before it listens.</summary>
    internal string? ClusterAddress => _cluster.Address;

    /// <summary>Its status in the cluster, for instance <c>up</c>; null where it is no member.</summary>
    internal string? MemberStatus => _cluster.MemberStatus;

    /// <summary>The cluster as this node sees it; null before it has joined.</summary>
    internal IClusterControl? Control => _cluster.Control;

    /// <summary>The partitions whose owner is at this node, with where each stands.</summary>
    internal IReadOnlyDictionary<int, PartitionPhase> PartitionPhases => _partitions.Board.Phases;

    /// <summary>Members of the cluster, where the partitions are, and what moved.</summary>
    internal LatestFeed<PlacementView> Placement => _cluster.Placement;

    /// <summary>How often streams of partitions were restarted, by the class of the cause.</summary>
    internal IReadOnlyList<(string Cause, long Count)> StreamRestarts => _cluster.Restarts;

    /// <summary>Whether every partition that the cluster gave this node is open and flows.</summary>
    public bool IsReady => Phase == NodePhase.Running && OpenShards.Count > 0;

    /// <summary>Every shard that this node owned in its run.</summary>
    public IReadOnlyList<ShardProgress> EverOwned => _partitions.Board.EverOwned;

    /// <summary>A name for a node that nobody named.</summary>
    public static string ProcessName { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <inheritdoc cref="StartAsync(StreamRecoOptions, string, TaskBoard, NodeInstruments, ILoggerFactory, TimeProvider, CancellationToken)"/>
    public static Task<RecommenderNode> StartAsync(
        StreamRecoOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancel) =>
        StartAsync(options, ProcessName, new TaskBoard(time), null, loggers, time, cancel);

    /// <summary>Loads everything that the path needs; what is missing is said before the first click is read.</summary>
    /// <exception cref="ModelLoadException">There is no usable model.</exception>
    /// <exception cref="ScorerStartException">The execution provider cannot be had.</exception>
    /// <exception cref="StoreUnavailableException">The state database cannot be used.</exception>
    internal static async Task<RecommenderNode> StartAsync(
        StreamRecoOptions options, string name, TaskBoard tasks, NodeInstruments? instruments, ILoggerFactory loggers,
        TimeProvider time, CancellationToken cancel)
    {
        var startedAt = time.GetTimestamp();
        var logger = loggers.CreateLogger<RecommenderNode>();
        using var task = ModelTask.Begin(tasks, options.Model.Directory);
        var model = ModelTask.Load(options.Model.Directory, task);
        var scorers = ModelScorers.Open(model, ScorerSettings.Of(options));
        task?.Dispose();
        LogModel(logger, model.Manifest.Name, model.Manifest.Version, model.Items.Count, scorers.Provider, scorers.ProviderReason);
        return await StartAsync(options, name, model, scorers, startedAt, tasks, instruments, loggers, time, cancel);
    }

    /// <summary>Starts with a model and its graphs at hand; the node owns the graphs from here on.</summary>
    internal static Task<RecommenderNode> StartAsync(
        StreamRecoOptions options, ModelArtifact model, ModelScorers scorers, ILoggerFactory loggers, TimeProvider time,
        CancellationToken cancel) =>
        StartAsync(options, ProcessName, model, scorers, time.GetTimestamp(), new TaskBoard(time), null, loggers, time, cancel);

    private static async Task<RecommenderNode> StartAsync(
        StreamRecoOptions options, string name, ModelArtifact model, ModelScorers scorers, long startedAt, TaskBoard tasks,
        NodeInstruments? instruments, ILoggerFactory loggers, TimeProvider time, CancellationToken cancel)
    {
        var repartitioner = options.Kafka.Repartition
            ? await Repartitioner.StartAsync(options, loggers, time, cancel) : null;
        if (repartitioner is not null)
        {
            options = options.With(kafka => kafka.Clicks = kafka.ByUser);
        }

        var store = new WaitingShardStore(
            ShardStoreFactory.Create(options.State.Connection, options.State), time, loggers.CreateLogger<WaitingShardStore>())
        {
            Tasks = tasks,
        };
        await store.InitializeAsync(cancel);
        var catalog = new CatalogFollower(options.Kafka, loggers.CreateLogger<CatalogFollower>())
        {
            VectorLength = model.Stack?.Parts.Content?.Encoder.VectorLength ?? 0,
        };
        await catalog.LoadAsync(cancel);
        catalog.Follow();
        var requests = new ControlPlaneClient(time);
        var models = new ModelRegistry(
            options, model, scorers, other => ModelScorers.Open(other, ScorerSettings.Of(options)),
            new RequestedModelChanges(requests), time, loggers.CreateLogger<ModelRegistry>())
        {
            Tasks = tasks,
            Instruments = instruments,
        };
        return new RecommenderNode(
            options, models, requests, store, catalog, repartitioner, name, startedAt, tasks, instruments, loggers, time);
    }

    /// <summary>Reads, answers and commits until stopped or, with <paramref name="untilEnd"/>, to the end of what the topic holds now.</summary>
    /// <exception cref="KafkaSetupException">A topic is missing or the broker cannot be reached in time.</exception>
    /// <exception cref="ShardFailedException">A shard failed for good, or its end was not in good order.</exception>
    public Task RunAsync(bool untilEnd, CancellationToken stop) => _cluster.RunAsync(untilEnd, stop);

    /// <summary>What this run committed so far.</summary>
    public ShardCounters Progress() => Sum(shard => shard.Own);

    /// <summary>What was done so far.</summary>
    public NodeReport Report()
    {
        var seconds = _time.GetElapsedTime(_started).TotalSeconds;
        return NodeReports.Make(this, _options, Sum(shard => shard.Standing.Counters), Progress(), seconds);
    }

    private ShardCounters Sum(Func<ShardProgress, ShardCounters> counters)
    {
        var sum = new ShardCounters();
        foreach (var shard in EverOwned)
        {
            sum.Add(counters(shard));
        }

        return sum;
    }

    public async ValueTask DisposeAsync()
    {
        _repartitioner?.Dispose();
        _partitions.Dispose();
        _group.Dispose();
        if (Search is not null)
        {
            await Search.DisposeAsync();
        }

        _catalog.Dispose();
        await Models.DisposeAsync();
        await _store.DisposeAsync();
    }

    [LoggerMessage(24, LogLevel.Information, "first answer committed {Seconds:F1} s after the start")]
    private static partial void LogFirstAnswer(ILogger logger, double seconds);

    [LoggerMessage(20, LogLevel.Information, "model {Name} {Version}, {Items} items, provider {Provider}: {Reason}")]
    private static partial void LogModel(
        ILogger logger, string name, string version, int items, string provider, string reason);
}
