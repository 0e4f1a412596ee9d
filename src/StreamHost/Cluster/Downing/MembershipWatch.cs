using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cluster.Configuration;
using StreamReco.StreamHost.Sql;
using AkkaCluster = Akka.Cluster.Cluster;

namespace StreamReco.StreamHost.Cluster.Downing;

/// <summary>
/// Gives this process's sign of life to the ledger, and ends the node once it is marked as downed: by the resolver of
/// the others, or by a process that started and found no member. It asks every two seconds, and at once when a member
/// becomes unreachable, because that is what a process sees that wakes from a stall. Logs who comes and goes.
/// </summary>
internal sealed partial class MembershipWatch : ReceiveActor, IWithTimers
{
    /// <summary>Between two signs of life.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly ClusterSetup _setup = ClusterSetup.Of(Context.System);
    private readonly AkkaCluster _cluster = AkkaCluster.Get(Context.System);
    private readonly ILogger _logger = ClusterSetup.Of(Context.System).Loggers.CreateLogger<MembershipWatch>();
    private readonly ClusterProcess _self;
    private bool _isAsking;

    public MembershipWatch(ClusterProcess self)
    {
        _self = self;
        Receive<CheckDue>(_ => Ask());
        Receive<Answer>(Take);
        Receive<ClusterEvent.MemberUp>(e => LogJoined(_logger, NameOf(e.Member)));
        Receive<ClusterEvent.MemberLeft>(e => LogLeaves(_logger, NameOf(e.Member)));
        Receive<ClusterEvent.MemberRemoved>(e => LogRemoved(_logger, NameOf(e.Member), e.PreviousStatus == MemberStatus.Down ? "downed" : "left"));
        Receive<ClusterEvent.ReachableMember>(e => LogReachable(_logger, NameOf(e.Member)));
        Receive<ClusterEvent.UnreachableMember>(e =>
        {
            LogUnreachable(_logger, NameOf(e.Member));
            Ask();
        });
        Receive<ClusterEvent.IMemberEvent>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ClusterProcess self) => Akka.Actor.Props.Create(() => new MembershipWatch(self));

    protected override void PreStart()
    {
        _cluster.Subscribe(
            Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
        Timers.StartPeriodicTimer(nameof(CheckDue), CheckDue.Instance, Every);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private static string NameOf(Member member) => Processes.HostPortOf(member.Address);

    private void Ask()
    {
        if (!_isAsking)
        {
            _isAsking = true;
            var isMember = _cluster.SelfMember.Status is MemberStatus.Up or MemberStatus.Leaving;
            _ = _setup.Ledger.BeatAsync(_setup.Group, _self, isMember, CancellationToken.None)
                .PipeTo(Self, Self, lives => new Answer(lives, null), fault => new Answer(true, fault));
        }
    }

    private void Take(Answer answer)
    {
        _isAsking = false;
        if (answer.Fault is StoreUnavailableException away)
        {
            if (!_setup.IsDatabaseAway)
            {
                LogAway(_logger, away.Message);
            }

            _setup.IsDatabaseAway = true;
            return;
        }

        if (answer.Fault is { } fault)
        {
            throw new InvalidOperationException("The ledger of the cluster failed.", fault);
        }

        _setup.IsDatabaseAway = false;
        if (!answer.Lives)
        {
            LogDowned(_logger, _self.Address);
            _cluster.Down(_cluster.SelfAddress);
        }
    }

    private sealed record CheckDue
    {
        public static readonly CheckDue Instance = new();
    }

    private sealed record Answer(bool Lives, Exception? Fault);

    [LoggerMessage(84, LogLevel.Information, "cluster: {Node} is a member")]
    private static partial void LogJoined(ILogger logger, string node);

    [LoggerMessage(85, LogLevel.Information, "cluster: {Node} leaves")]
    private static partial void LogLeaves(ILogger logger, string node);

    [LoggerMessage(86, LogLevel.Information, "cluster: {Node} is gone ({How})")]
    private static partial void LogRemoved(ILogger logger, string node, string how);

    [LoggerMessage(87, LogLevel.Warning, "cluster: {Node} cannot be reached")]
    private static partial void LogUnreachable(ILogger logger, string node);

    [LoggerMessage(88, LogLevel.Information, "cluster: {Node} can be reached again")]
    private static partial void LogReachable(ILogger logger, string node);

    [LoggerMessage(89, LogLevel.Error, "this node ({Node}) is marked as downed: the others went on without it while it did not answer. It ends")]
    private static partial void LogDowned(ILogger logger, string node);

    [LoggerMessage(90, LogLevel.Warning, "the state database does not know that this node lives: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
