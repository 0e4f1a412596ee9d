using System.Net.Sockets;
using System.Text.Json;
using Akka;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cluster.Configuration;
using StreamReco.StreamHost.Cluster.Downing;
using StreamReco.StreamHost.Cluster.Joining;
using StreamReco.StreamHost.Cluster.Messages;
using StreamReco.StreamHost.Cluster.Security;
using StreamReco.StreamHost.Cluster.Sharding;
using StreamReco.StreamHost.Cluster.Views;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;
using AkkaCluster = Akka.Cluster.Cluster;

namespace StreamReco.StreamHost.Cluster;

/// <summary>
/// The actor system of a node and its membership in the cluster of its group. A plain system, started and stopped in the
/// node's own order (database, cluster, partitions, HTTP) and not by a host of its own: the command line has the signals
/// and the exit code, and tests run three of them in one process.
/// </summary>
internal sealed partial class ClusterSystem : IAsyncDisposable
{
    private readonly ClusterSetup _setup;
    private readonly ClusterProcess _self;
    private readonly DrainedNodes _drained;
    private readonly TimeSpan _stopTimeout;
    private readonly ILogger _logger;

    private ClusterSystem(ActorSystem system, ClusterSetup setup, TimeSpan drain)
    {
        ActorSystem = system;
        _setup = setup;
        _logger = setup.Loggers.CreateLogger<ClusterSystem>();
        _self = Processes.Of(AkkaCluster.Get(system).SelfUniqueAddress) with { Machine = Machine.Name };
        _drained = new DrainedNodes(system);
        _stopTimeout = drain + CoordinatedShutdown.Get(system).TotalTimeout;
        Control = new ClusterControl(system, _drained);
        system.ActorOf(Props.Create(() => new MembershipActor()), MembershipActor.Name);
    }

    /// <summary>The actor system; it ends when the node leaves, is downed, or is stopped.</summary>
    public ActorSystem ActorSystem { get; }

    /// <summary>HOST:PORT by which other nodes reach this one.</summary>
    public string Address => _self.Address;

    /// <summary>Views of the cluster, and what people may do to it.</summary>
    public IClusterControl Control { get; }

    /// <summary>Whether the node is a full member.</summary>
    public bool IsMember => AkkaCluster.Get(ActorSystem).SelfMember.Status == Akka.Cluster.MemberStatus.Up;

    /// <summary>The node's status, for instance <c>joining</c> or <c>up</c>; null where it is no member, not yet or not any more.</summary>
    public string? MemberStatus => AkkaCluster.Get(ActorSystem).SelfMember.Status is var status
        && status == Akka.Cluster.MemberStatus.Removed ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());

    /// <summary>Whether the node is drained.</summary>
    public bool IsDrained => _drained.Contains(_self);

    /// <summary>Which nodes are drained.</summary>
    internal DrainedNodes Drained => _drained;

    /// <summary>
    /// Completes when the system has ended: <c>null</c> when the node stopped it, left, or was asked to leave; else why
    /// it must not go on, for the log and an exit code that makes a supervisor start it again.
    /// </summary>
    public Task<string?> Ended => EndedAsync();

    /// <summary>Starts the system and listens; the node is no member yet.</summary>
    /// <param name="options">The settings, checked.</param>
    /// <param name="group">The consumer group; nodes of different groups never become one cluster.</param>
    /// <param name="ledger">Who may go on; its tables are there.</param>
    /// <param name="messages">What crosses nodes.</param>
    /// <param name="drain">Longest time that a partition may drain.</param>
    /// <param name="loggers">Where log lines go.</param>
    /// <param name="time">The clock.</param>
    /// <param name="hocon">Further settings of Akka.NET, which win: the journal of the control plane, a test's.</param>
    /// <param name="setups">Further setups of Akka.NET.</param>
    /// <exception cref="ClusterStartException">The port is taken, the address is none of this machine, or there is no certificate.</exception>
    public static ClusterSystem Start(
        ClusterOptions options, string group, IClusterLedger ledger, NodeMessageTable messages, TimeSpan drain,
        ILoggerFactory loggers, TimeProvider time, string hocon = "", params ReadOnlySpan<Setup> setups)
    {
        var setup = new ClusterSetup(group, options, ledger, loggers, time);
        var config = ConfigurationFactory.ParseString(hocon).WithFallback(ClusterHocon.Of(options, drain, ProgramVersion.Text));
        var all = ActorSystemSetup.Create(setup, NodeMessageSerializer.Setup(messages), BootstrapSetup.Create().WithConfig(config));
        if (ClusterCertificate.Open(options) is { } certificate)
        {
            all = all.And(certificate);
        }

        foreach (var more in setups)
        {
            all = all.And(more);
        }

        try
        {
            return new ClusterSystem(ActorSystem.Create(SystemName.Of(group), all), setup, drain);
        }
        catch (Exception e) when (Explain(e, options) is { } explained)
        {
            throw new ClusterStartException(explained, e);
        }
    }

    /// <summary>
    /// Makes the node a member. While the state database is away it waits and says so. Start the regions first: the
    /// coordinator writes where shards are to all members, and one without a region of the kind does not answer it, so
    /// that nobody gets a shard until it has one. Returns, too, when the node was asked to leave, or was downed, while it
    /// joined: then the system has ended (<see cref="Ended"/>).
    /// </summary>
    /// <exception cref="ClusterStartException">It cannot become one.</exception>
    public async Task JoinAsync(CancellationToken cancel)
    {
        var join = new ClusterJoin(ActorSystem, _self);
        if (join.MayForm)
        {
            Watch();
        }

        if (!await IsJoinedAsync(join, cancel))
        {
            return;
        }

        if (!join.MayForm)
        {
            Watch();
        }

        LogMember(_logger, _setup.Group, _self.Address, AkkaCluster.Get(ActorSystem).State.Members.Count);
    }

    /// <summary>
    /// Starts the region of a kind of sharded entities: where they go is decided with drained nodes in mind.
    /// </summary>
    /// <param name="kind">The kind, for instance <c>partition</c>.</param>
    /// <param name="entity">The entity of an id.</param>
    /// <param name="extractor">From a message to entity and shard.</param>
    /// <param name="handOff">Sent to an entity that moves; it must stop itself.</param>
    public IActorRef StartRegion(string kind, Func<string, Props> entity, IMessageExtractor extractor, object handOff) =>
        ClusterSharding.Get(ActorSystem).Start(
            kind, entity, ClusterShardingSettings.Create(ActorSystem), extractor, new DrainAwareAllocation(_drained), handOff);

    /// <summary>
    /// What is to be stopped first when the node leaves or is downed: whatever still sends messages to a region keeps it
    /// from ending in good order. At most five seconds, all together.
    /// </summary>
    /// <param name="name">For the log.</param>
    /// <param name="stop">Stops it.</param>
    public void BeforeLeaving(string name, Func<Task> stop) =>
        CoordinatedShutdown.Get(ActorSystem).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, name, async () =>
        {
            await stop();
            return Done.Instance;
        });

    /// <inheritdoc cref="BeforeLeaving(string, Func{Task})"/>
    public void BeforeLeaving(string name, Action stop) => BeforeLeaving(name, () =>
    {
        stop();
        return Task.CompletedTask;
    });

    /// <summary>Gives this node's partitions to the others; see <see cref="IClusterControl.DrainAsync"/>.</summary>
    public Task<bool> DrainAsync(CancellationToken cancel) => _drained.AddAsync(_self).WaitAsync(cancel);

    /// <summary>Takes partitions again.</summary>
    public Task<bool> ResumeAsync(CancellationToken cancel) => _drained.RemoveAsync(_self).WaitAsync(cancel);

    /// <summary>Leaves in good order: partitions drain and move, the others are informed, the system ends. Does nothing once it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        var leaving = CoordinatedShutdown.Get(ActorSystem).Run(CoordinatedShutdown.ClrExitReason.Instance);
        Task ended = Task.WhenAny(leaving, ActorSystem.WhenTerminated).WaitAsync(_stopTimeout, _setup.Time);
        await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ActorSystem.WhenTerminated.IsCompleted)
        {
            await ActorSystem.Terminate();
        }

        try
        {
            await _setup.Ledger.LeaveAsync(_setup.Group, _self, CancellationToken.None);
        }
        catch (StoreUnavailableException e)
        {
            LogEntryStays(_logger, e.Message);
        }
    }

    /// <returns>Whether the node is a member; false where the system ended before.</returns>
    private async Task<bool> IsJoinedAsync(ClusterJoin join, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var joining = join.RunAsync(limit.Token);
        if (await Task.WhenAny(joining, ActorSystem.WhenTerminated) != joining && HasLeft)
        {
            await limit.CancelAsync();
        }

        try
        {
            await joining;
            return true;
        }
        catch (Exception) when (HasLeft && !cancel.IsCancellationRequested)
        {
            return false; // Whatever it was busy with, there is no system left to join with.
        }
    }

    /// <summary>
    /// Whether the system has ended in good order or was downed. It also ends by itself where certificates do not fit, of
    /// which joining says more.
    /// </summary>
    private bool HasLeft => ActorSystem.WhenTerminated.IsCompleted && CoordinatedShutdown.Get(ActorSystem).ShutdownReason
        is CoordinatedShutdown.ClusterLeavingReason or CoordinatedShutdown.ClusterDowningReason or CoordinatedShutdown.ClrExitReason;

    private void Watch() => ActorSystem.ActorOf(MembershipWatch.Props(_self), "membership");

    private async Task<string?> EndedAsync()
    {
        await ActorSystem.WhenTerminated;
        return CoordinatedShutdown.Get(ActorSystem).ShutdownReason is CoordinatedShutdown.ClusterDowningReason
            ? $"Node {_self.Address} of group '{_setup.Group}' was downed: the others went on without it, or nobody could decide within "
                + $"Cluster:DatabaseWaitMs={_setup.Options.DatabaseWaitMs}. Start it again."
            : null;
    }

    private static string? Explain(Exception fault, ClusterOptions options)
    {
        var root = fault is AggregateException many ? many.Flatten().InnerExceptions[0].GetBaseException() : fault.GetBaseException();
        return root is not SocketException socket ? null
            : socket.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"Cluster:Port {options.Port} is taken on {options.Address}; set another, or 0 for any free one."
                : $"Cluster:Address {options.Address}, Cluster:BindAddress '{options.BindAddress}', Cluster:Port {options.Port}: {socket.Message}.";
    }

    [LoggerMessage(94, LogLevel.Information, "cluster of group {Group}: this node is {Address}, members {Members}")]
    private static partial void LogMember(ILogger logger, string group, string address, int members);

    [LoggerMessage(95, LogLevel.Warning, "the entry of this node stays in the state database: {Reason}")]
    private static partial void LogEntryStays(ILogger logger, string reason);
}
