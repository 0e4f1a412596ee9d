using Microsoft.Extensions.Logging;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Decoding;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Quality;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Cluster.Placement;
using StreamReco.StreamHost.Cluster.Rehearsal;
using StreamReco.StreamHost.Cluster.Views;
using StreamReco.StreamHost.Feeds;
using StreamReco.StreamHost.Kafka.Catalog;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Repartition;
using StreamReco.StreamHost.Search;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Node;

/// <summary>One process of the recommender: model, scorer, catalog, store and the membership in the cluster.</summary>
internal sealed partial class RecommenderNode
{
    private readonly StreamRecoOptions _options;
    private readonly ShardObservers _observers;
    private readonly StartModel _start;
    private readonly CatalogFollower _catalog;
    private readonly LivePartitions _partitions;
    private readonly Repartitioner? _repartitioner;
    private readonly MiskeyedUserReport _splitUsers;
    private readonly NodeCluster _cluster;
    private readonly PathRehearsal _rehearsal;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private IBatcherCounts _ranker;

    public RecommenderNode(
        StreamRecoOptions options, ShardObservers observers, StartModel start, ModelRegistry models, IShardStore store,
        CatalogFollower catalog, LivePartitions partitions, Repartitioner? repartitioner, MiskeyedUserReport splitUsers,
        NodeCluster cluster, PathRehearsal rehearsal, ControlPlaneClient requests, FallbackRecommender coldAnswers, NodeSearch? search, NodeName name, TimeProvider time,
        ILogger<RecommenderNode> logger)
    {
        (_options, _observers, _start, _time, _logger) = (options, observers, start, time, logger);
        (_catalog, _partitions, _repartitioner, _splitUsers) = (catalog, partitions, repartitioner, splitUsers);
        (_cluster, _rehearsal) = (cluster, rehearsal);
        (Models, Store, Requests, FallbackRecommender, Search, Name) = (models, store, requests, coldAnswers, search, name.Text);
        (Batcher, _ranker) = (models.Scoring, models.Ranking);
        models.Watch(() => Shards);
        catalog.VectorLength = () => models.Current.Content?.Encoder.VectorLength ?? 0;
    }

    /// <summary>The models at hand, and which of them answers for each shard.</summary>
    public ModelRegistry Models { get; }

    /// <summary>The model that answers at this node: that of the settings, until another was activated.</summary>
    public ModelArtifact Model => Models.Current.Artifact;

    /// <summary>The inference of all its models since the node began.</summary>
    public IBatcherCounts Batcher { get; private set; }

    /// <summary>That of their stacks' rankers; null where no model has one.</summary>
    public IBatcherCounts? Ranker => Models.Ranking.HasAny ? _ranker : null;

    /// <summary>Answers for users whose shard cannot be asked.</summary>
    internal FallbackRecommender FallbackRecommender { get; }

    public CatalogTable Catalog => _catalog.Table;

    /// <summary>Product search over the catalog; null where <c>Search:Enabled</c> is off.</summary>
    internal NodeSearch? Search { get; }

    /// <summary>The newest records of the catalog topic with a fault.</summary>
    public CatalogFaults CatalogFaults => _catalog.Faults;

    /// <summary>From Kafka's timestamp of a click to the commit of its answer.</summary>
    public LatencyHistogram Latency => _observers.Latency;

    /// <summary>Items of an answer.</summary>
    public int ItemsPerAnswer => _options.Pipeline.Rerank.Items;

    /// <summary>Whether next clicks were in last answers, since the process began.</summary>
    public QualitySums Quality => _observers.Quality;

    /// <summary>Why records were rejected, since the process began.</summary>
    public RejectedRules RejectedRules => _observers.RejectedRules;

    /// <summary>Fields left out of events that count without them, since the process began.</summary>
    public LeftOutCounts LeftOut => _observers.LeftOut;

    /// <summary>Names the node among those of its group: leases are held under it.</summary>
    public string Name { get; }

    /// <summary>Seconds from the start, the loading of the model included, to the first committed answer; null before it.</summary>
    public double? FirstAnswerSeconds => _observers.FirstAnswer.Seconds;

    /// <summary>Whether users have state in several partitions.</summary>
    public SplitUsers SplitUsers => _splitUsers.Counts;

    /// <summary>Records forwarded into the topic by user; null where the clicks are keyed by user.</summary>
    public long? Carried => _repartitioner?.Carried;

    /// <summary>The shards that this node owns now.</summary>
    public IReadOnlyList<ShardProgress> Shards => [.. OpenShards.Select(shard => shard.Progress)];

    /// <summary>The same, with what else is known of them.</summary>
    public IReadOnlyList<OpenShard> OpenShards => _partitions.Board.Shards;

    /// <summary>The topic whose partitions are the shards: the clicks, or those that are forwarded by user.</summary>
    public string ShardTopic => _options.Kafka.Clicks;

    /// <summary>What others do to its groups, a sentence each.</summary>
    public IReadOnlyList<string> Notes => _cluster.Notes;

    /// <summary>Where it stands in its life.</summary>
    public NodePhase Phase => _cluster.Phase;

    /// <summary>The state database, which waits while it is away.</summary>
    public IShardStore Store { get; }

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

    /// <summary>Opens what the path needs; what is missing is reported before the first click is read.</summary>
    /// <exception cref="KafkaSetupException">A topic is missing or the broker cannot be reached in time.</exception>
    /// <exception cref="StoreUnavailableException">The state database cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        var (manifest, scorers) = (Model.Manifest, _start.Scorers);
        LogModel(_logger, manifest.Name, manifest.Version, Model.Items.Count, scorers.Provider, scorers.ProviderReason);
        await (_repartitioner?.StartAsync(cancel) ?? Task.CompletedTask);
        await Store.InitializeAsync(cancel);
        await Task.WhenAll(_catalog.LoadAsync(cancel), _rehearsal.RunAsync(cancel)); // The catalog mostly waits for the broker.
        Batcher = new CountsSince(Batcher); // Without the rehearsal.
        _ranker = new CountsSince(_ranker);
        _catalog.Follow();
        Search?.Begin();
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
        var seconds = _time.GetElapsedTime(_observers.StartedAt).TotalSeconds;
        return NodeReports.Make(this, _options, Sum(shard => shard.Status.Counters), Progress(), seconds);
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

    [LoggerMessage(20, LogLevel.Information, "model {Name} {Version}, {Items} items, provider {Provider}: {Reason}")]
    private static partial void LogModel(
        ILogger logger, string name, string version, int items, string provider, string reason);
}
