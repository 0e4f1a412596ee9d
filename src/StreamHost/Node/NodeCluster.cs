using Microsoft.Extensions.Logging;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cluster;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Control.Work;
using StreamReco.StreamHost.Cluster.Experiments;
using StreamReco.StreamHost.Cluster.Joining;
using StreamReco.StreamHost.Cluster.Messages;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Cluster.Placement;
using StreamReco.StreamHost.Cluster.Views;
using StreamReco.StreamHost.Feeds;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Kafka.Erasures;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Metrics;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Repartition;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Node;

/// <summary>
/// A node's time in the cluster: joins, starts the regions of partitions, waits until there is a reason to end, and leaves
/// in good order.
/// </summary>
internal sealed partial class NodeCluster(
    StreamRecoOptions options, NodeName name, GroupClient group, LivePartitions partitions, Repartitioner? repartitioner,
    ControlPlaneClient requests, NodeInstruments instruments, ILoggerFactory loggers, TimeProvider time)
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);

    /// <summary>Within this time after its joining a node gets its first partitions, where there are any for it.</summary>
    private static readonly TimeSpan _settling = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = loggers.CreateLogger<PartitionActor>();
    private readonly GroupWatch[] _watches =
    [
        new GroupWatch(group, () => partitions.Board.KeptOffsets, time, loggers.CreateLogger<GroupWatch>()),
        .. repartitioner is { } carrier
            ? [new GroupWatch(carrier.Group, () => carrier.Partitions.Board.KeptOffsets, time, loggers.CreateLogger<GroupWatch>())]
            : Array.Empty<GroupWatch>(),
    ];

    private volatile ClusterSystem? _system;
    private volatile bool _isStopping;
    private long _joinedAt;

    /// <summary>Asks the owners of partitions; null before the regions have been started.</summary>
    public PartitionQueries? Queries { get; private set; }

    /// <summary>The cluster as this node sees it; null before it has joined.</summary>
    public IClusterControl? Control => _system?.Control;

    /// <summary>What others do to the node's groups, a sentence each; empty as long as nobody does.</summary>
    public IReadOnlyList<string> Notes => [.. _watches.SelectMany(watch => watch.Notes)];

    /// <summary>HOST:PORT by which the cluster knows this node; null before it listens.</summary>
    public string? Address => _system?.Address;

    /// <summary>Members, where the partitions are, and what moved; empty before the node has joined.</summary>
    public LatestFeed<PlacementView> Placement { get; } = new();

    /// <summary>How often streams of partitions were restarted, by the class of the cause.</summary>
    public IReadOnlyList<(string Cause, long Count)> Restarts =>
    [
        .. Boards().SelectMany(board => board.Restarts).GroupBy(one => one.Cause, StringComparer.Ordinal)
            .Select(same => (same.Key, same.Sum(one => one.Count))),
    ];

    /// <summary>The node's status in the cluster, for instance <c>up</c>; null where it is no member.</summary>
    public string? MemberStatus => _system?.MemberStatus;

    /// <summary>Reads what was asked of the control plane; null before the node has joined.</summary>
    public ControlHistory? History { get; private set; }

    /// <summary>Where the node stands in its life.</summary>
    public NodePhase Phase
    {
        get
        {
            var phases = partitions.Board.Phases;
            return _isStopping ? NodePhase.Stopping
                : _system is not { IsMember: true } system ? NodePhase.Joining
                : system.IsDrained ? (phases.Count > 0 ? NodePhase.Draining : NodePhase.Drained)
                : phases.Count == 0 && !HasSettled(system) ? NodePhase.Joining
                : phases.Values.All(phase => phase == PartitionPhase.Live) ? NodePhase.Running : NodePhase.Recovering;
        }
    }

    /// <inheritdoc cref="RecommenderNode.RunAsync"/>
    public async Task RunAsync(bool untilEnd, CancellationToken stop)
    {
        var source = repartitioner?.Group ?? group;
        var ends = await source.ReadEndsAsync(time, stop);
        string? downed = null;
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watches = Task.CompletedTask;
        try
        {
            await JoinAsync(source, ends.Partitions, stop);
            watches = Task.WhenAll(_watches.Select(watch => watch.RunAsync(watching.Token)));
            await WaitAsync(untilEnd, ends, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop: what follows is the orderly end.
        }
        finally
        {
            _isStopping = true;
            await watching.CancelAsync();
            await watches;
            if (_system is { } system)
            {
                await system.DisposeAsync();
                downed = await system.Ended;
            }
        }

        await ThrowIfFailedAsync(downed);
    }

    private async Task JoinAsync(GroupClient source, int sourcePartitions, CancellationToken stop)
    {
        var drainMax = TimeSpan.FromMilliseconds(options.Kafka.RequestTimeoutMs);
        var ledger = new SqlClusterLedger(options.State.Connection);
        await StoreRetry.OfStart(time, reason => LogWaits(_logger, reason))
            .ExecuteAsync(async token => await ledger.InitializeAsync(token), stop);
        var system = ClusterSystem.Start(
            options.Cluster, options.Kafka.Group, ledger,
            new NodeMessageTable([.. PartitionMessageTable.Messages, .. PlacementMessageTable.Messages, .. ControlMessageTable.Messages]), drainMax, loggers, time,
            ControlJournal.Hocon(options.State.Connection));
        _system = system;
        if (repartitioner is not null)
        {
            StartRegion(system, "forward", repartitioner.Partitions, TopicOf(source, repartitioner.Options.Kafka.Clicks, sourcePartitions));
        }

        var count = repartitioner is null ? sourcePartitions : (await group.ReadEndsAsync(time, stop)).Partitions;
        var topic = TopicOf(group, options.Kafka.Clicks, count);
        var region = StartRegion(system, "partition", partitions, topic);
        var queries = new PartitionQueries(region, partitions.Board, instruments, time);
        system.BeforeLeaving("stop asking the owners of partitions", queries.Close);
        Queries = queries;
        system.ActorSystem.ActorOf(
            PlacementActor.Props(new PlacementSetup(
                name.Text, partitions.Board, system.Control, Placement,
                move => instruments.RecordHandOver(move.Cause, TimeSpan.FromSeconds(move.Seconds)), time)),
            PlacementActor.Name);
        StartControlPlane(system, queries, topic);
        await system.JoinAsync(stop);
        _joinedAt = time.GetTimestamp();
    }

    private void StartControlPlane(ClusterSystem system, PartitionQueries queries, TopicPartitions topic)
    {
        var ledger = new SqlControlLedger(options.State.Connection);
        var changes = new ModelChangeWork(() => NewWriter("models", ControlHeaders.ModelChange));
        var experiments = new ExperimentWork(() => NewWriter("experiments", ControlHeaders.Experiment));
        var links = new LinkWork(options.Kafka, () => NewWriter("identities", ControlHeaders.Link));
        requests.Start(system.ActorSystem, new ControlPlaneSetup(
            options.Kafka.Group, system.Address, ledger,
            new Dictionary<string, IRequestWork>(StringComparer.Ordinal)
            {
                [RequestKinds.ActivateModel] = changes,
                [RequestKinds.RollBackModel] = changes,
                [RequestKinds.StartExperiment] = experiments,
                [RequestKinds.StopExperiment] = experiments,
                [RequestKinds.RemoveExperiment] = experiments,
                [RequestKinds.RefreshSegments] = new DefinitionWork("segments", () => NewWriter("segments", ControlHeaders.Segments)),
                [RequestKinds.ApplyConsent] = new DefinitionWork("consent", () => NewWriter("consent", ControlHeaders.Consent)),
                [RequestKinds.ApplyBots] = new DefinitionWork(BotDecisionWork.BotLane, () => NewWriter("bots", ControlHeaders.BotPolicy)),
                [RequestKinds.DecideBot] = new BotDecisionWork(() => NewWriter("bots", ControlHeaders.BotDecision)),
                [RequestKinds.ApplyIdentity] = new DefinitionWork(LinkWork.IdentityLane, () => NewWriter("identities", ControlHeaders.IdentityPolicy)),
                [RequestKinds.LinkIdentity] = links,
                [RequestKinds.UnlinkIdentity] = links,
                [RequestKinds.ApplyQualityRules] = new QualityRulesWork(() => NewWriter("quality", ControlHeaders.QualityRules)),
                [RequestKinds.DrainNode] = new DrainWork(system.Control, isDrain: true),
                [RequestKinds.ResumeNode] = new DrainWork(system.Control, isDrain: false),
                [RequestKinds.EraseUser] = new ErasureWork(() => new KafkaErasureLog(options.Kafka, time)),
            },
            loggers, time)
        {
            Companions = CompanionsOf(queries, topic),
        });
        History = new ControlHistory(system.ActorSystem, options.Kafka.Group, ledger, time);
    }

    /// <summary>What looks at experiments where the control plane runs.</summary>
    private IReadOnlyList<Akka.Actor.Props> CompanionsOf(PartitionQueries queries, TopicPartitions topic)
    {
        var setup = new GuardrailWatchSetup(
            (experiment, cancel) => CollectedExperiments.CollectAsync(queries, topic.Count, experiment, withDays: false, cancel),
            TimeSpan.FromMilliseconds(options.Experiments.LookMs), loggers, time);
        IReadOnlyList<Akka.Actor.Props> looks = options.Experiments.LookMs == 0 ? [] : [GuardrailWatch.Props(setup), AllocationWatch.Props(setup)];
        return options.Experiments.SegmentsEveryMinutes is var minutes and > 0
            ? [.. looks, SegmentWatch.Props(new SegmentWatchSetup(
                cancel => SegmentFitting.Of(queries, topic.Count).FitAsync(null, cancel), TimeSpan.FromMinutes(minutes), loggers, time))]
            : looks;
    }

    private KafkaControlRecords NewWriter(string kind, string header) =>
        new(options.Kafka, kind, header, loggers.CreateLogger<KafkaControlRecords>(), time);

    private Akka.Actor.IActorRef StartRegion(ClusterSystem system, string kind, IPartitionRole role, TopicPartitions topic) =>
        PartitionRegion.Start(system, kind, role, topic, _logger);

    private TopicPartitions TopicOf(GroupClient client, string topic, int count) =>
        new(client, topic, count, TimeSpan.FromMilliseconds(options.Kafka.RequestTimeoutMs));

    /// <summary>Waits until it is asked to stop, for the end of the topics, for a failure, or until the cluster has downed the node.</summary>
    private async Task WaitAsync(bool untilEnd, HeldClicks ends, CancellationToken stop)
    {
        if (!untilEnd)
        {
            await WaitForAsync(() => false, stop);
        }
        else if (repartitioner is null)
        {
            await WaitForAsync(GoalOf(group, partitions, ends), stop);
        }
        else
        {
            await WaitForAsync(GoalOf(repartitioner.Group, repartitioner.Partitions, ends), stop);
            await WaitForAsync(GoalOf(group, partitions, await group.ReadEndsAsync(time, stop)), stop);
        }
    }

    private Func<bool> GoalOf(GroupClient client, IPartitionRole role, HeldClicks ends)
    {
        var goal = ends.Goal(client, time);
        return () => ArePlaced(role.Board, ends) && goal.IsReached(role.Board.Owned);
    }

    /// <summary>
    /// Whether this node has got the partitions that it will get: a run that is to end with the topic opens its own, also
    /// where everything is committed already, and its report counts them.
    /// </summary>
    private bool ArePlaced(PartitionBoard board, HeldClicks ends) =>
        board.Owned.Count >= ends.Partitions || HasSettled(_system!);

    private async Task WaitForAsync(Func<bool> isReached, CancellationToken stop)
    {
        var over = Task.WhenAny([.. Boards().Select(board => (Task)board.Failure), _system!.Ended]);
        while (!over.IsCompleted && !isReached())
        {
            await Task.WhenAny(over, Task.Delay(_look, time, stop));
            stop.ThrowIfCancellationRequested();
        }
    }

    private IEnumerable<PartitionBoard> Boards() => repartitioner is null
        ? [partitions.Board] : [partitions.Board, repartitioner.Partitions.Board];

    private async Task ThrowIfFailedAsync(string? downed)
    {
        foreach (var board in Boards())
        {
            if (board.Failure.IsCompleted)
            {
                throw await board.Failure;
            }
        }

        if (downed is not null)
        {
            throw new NodeDownedException(downed);
        }

        if (Boards().Select(board => board.Unclean).OfType<Exception>().FirstOrDefault() is { } undone)
        {
            throw new ShardFailedException(
                $"The end was not in good order, the next run repeats the rest: {undone.Message}", undone);
        }
    }

    /// <summary>A node without partitions runs as it should only where there are others that have them.</summary>
    private bool HasSettled(ClusterSystem system) =>
        system.Control.Snapshot().Members.Count > 1 && time.GetElapsedTime(_joinedAt) >= _settling;

    [LoggerMessage(18, LogLevel.Warning, "the node joins its cluster once the state database is back: {Reason}")]
    private static partial void LogWaits(ILogger logger, string reason);
}
