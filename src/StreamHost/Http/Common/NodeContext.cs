using StreamReco.StreamHost.Audit;
using StreamReco.StreamHost.Cluster.Views;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.Logging;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sampling;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Tasks;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>What the endpoints work with. The node comes later than the first request: it has a model to load.</summary>
/// <param name="Options">The settings.</param>
/// <param name="Token">Opens the admin endpoint; null if none is set.</param>
/// <param name="Log">The newest log lines.</param>
/// <param name="Time">The clock.</param>
internal sealed record NodeContext(
    StreamRecoOptions Options, AdminToken? Token, LogRing Log, TimeProvider Time)
{
    /// <summary>Seconds whose mean stands for "now": a single one says more of chance than of the node.</summary>
    public const int LatelySeconds = 10;

    private volatile RecommenderNode? _node;

    /// <summary>What the process is busy with, from before the node is there.</summary>
    public TaskBoard Tasks { get; } = new(Time);

    /// <summary>What other processes of the group are busy with, by their own word.</summary>
    public SqlTaskDirectory PublishedTasks { get; } = new(Options.State.Connection);

    /// <summary>The node once it is there.</summary>
    public RecommenderNode? Node => _node;

    /// <summary>The cluster that the node is a member of; null before it is one.</summary>
    public IClusterControl? Control
    {
        get => field ?? _node?.Control;
        set;
    }

    /// <summary>How others reach this node; empty before it listens.</summary>
    public string Url { get; set; } = "";

    /// <summary>Host and port of <see cref="Url"/>: the node's name in its group; empty before it listens.</summary>
    public string Authority => Url.Length == 0 ? "" : new Uri(Url).Authority;

    /// <summary>The audit trail of this node; null where none is written.</summary>
    public AuditLog? Audit { get; init; }

    /// <summary>When it began to listen.</summary>
    public DateTimeOffset StartedAt { get; } = Time.GetUtcNow();

    /// <summary>The last quarter of an hour.</summary>
    public MetricsHistory History { get; } = new();

    /// <summary>Mean rates a second over the last ten seconds; null before the first.</summary>
    public Tally? Lately() => History.Mean(LatelySeconds);

    /// <summary>Where the clicks end; null before the node is there.</summary>
    public ClickLag? Lag { get; private set; }

    /// <summary>The other nodes; null before the node is there.</summary>
    public ClusterDirectory? Directory { get; private set; }

    /// <summary>Whether the topics are there; null before the node is there.</summary>
    public TopicWatch? Topics { get; private set; }

    /// <summary>What writes events; null before the node is there.</summary>
    public HttpEvents? Events { get; private set; }

    /// <summary>The node is there.</summary>
    public void Attach(RecommenderNode node, ClickLag lag, TopicWatch topics, ClusterDirectory directory, HttpEvents events) =>
        (Lag, Topics, Directory, Events, _node) = (lag, topics, directory, events, node);

    /// <summary>The node.</summary>
    /// <exception cref="ProblemException">It is still starting.</exception>
    public RecommenderNode RequireNode() =>
        _node ?? throw ProblemException.NotReady("The node is starting: model, database and catalog are being loaded.");

    /// <summary>The node as the directory has it.</summary>
    public NodeEntry Entry()
    {
        var node = RequireNode();
        return new NodeEntry(
            Options.Kafka.Group, node.Name, Url, node.Phase.ToString().ToLowerInvariant(),
            Time.GetUtcNow().ToUnixTimeMilliseconds(), StartedAt.ToUnixTimeMilliseconds());
    }
}
