using Akka.Actor;
using Akka.Cluster;
using StreamReco.StreamHost.Cluster.Downing;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Cluster.Views;
using StreamReco.StreamHost.Feeds;
using StreamReco.StreamHost.Sql;
using AkkaCluster = Akka.Cluster.Cluster;

namespace StreamReco.StreamHost.Cluster.Placement;

/// <summary>What a node's <see cref="PlacementActor"/> works with.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Board">Its partitions.</param>
/// <param name="Control">Its view of the members.</param>
/// <param name="Feed">Where the view of the cluster is shown.</param>
/// <param name="OnMoved">Takes each move of the cluster, at one node only: that of the coordinator.</param>
/// <param name="Time">The clock.</param>
internal sealed record PlacementSetup(
    string Node, PartitionBoard Board, IClusterControl Control, LatestFeed<PlacementView> Feed, Action<PartitionMove> OnMoved,
    TimeProvider Time);

/// <summary>
/// Tells all members where this node's partitions stand, at once when something changes and each second, and puts together
/// what they tell. So every node knows every partition's owner and sees it move, without a question to anybody. For people
/// and figures only: nothing is decided by it.
/// </summary>
internal sealed class PlacementActor : ReceiveActor, IWithTimers
{
    public const string Name = "placement";

    private static readonly TimeSpan _sayEvery = TimeSpan.FromSeconds(1);

    /// <summary>Changes within this time go into one message: at a start every partition changes twice.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    private readonly PlacementSetup _setup;
    private readonly PartitionMoves _moves;
    private readonly AkkaCluster _cluster = AkkaCluster.Get(Context.System);
    private readonly Dictionary<UniqueAddress, MemberNotes> _notes = [];
    private readonly Action _onChanged;
    private bool _isPausing;
    private bool _isDirty;

    public PlacementActor(PlacementSetup setup)
    {
        _setup = setup;
        _moves = new PartitionMoves(setup.Time);
        var self = Self;
        _onChanged = () => self.Tell(BoardChanged.Instance, ActorRefs.NoSender);
        Receive<CheckDue>(_ => Say(isTurn: true));
        Receive<BoardChanged>(_ => SayOnce());
        Receive<PauseIsOver>(_ => EndPause());
        Receive<NodePartitions>(Take);
        Receive<ClusterEvent.IMemberEvent>(Follow);
        Receive<ClusterEvent.UnreachableMember>(e => Reach(e.Member, isReached: false));
        Receive<ClusterEvent.ReachableMember>(e => Reach(e.Member, isReached: true));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(PlacementSetup setup) => Akka.Actor.Props.Create(() => new PlacementActor(setup));

    protected override void PreStart()
    {
        _cluster.Subscribe(
            Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
        _setup.Board.OnChanged = _onChanged;
        Timers.StartPeriodicTimer(nameof(CheckDue), CheckDue.Instance, TimeSpan.Zero, _sayEvery);
    }

    protected override void PostStop()
    {
        _setup.Board.OnChanged = null;
        _cluster.Unsubscribe(Self);
    }

    private void SayOnce()
    {
        if (_isPausing)
        {
            _isDirty = true;
            return;
        }

        _isPausing = true;
        Timers.StartSingleTimer(nameof(PauseIsOver), PauseIsOver.Instance, _pause);
        Say(isTurn: false);
    }

    private void EndPause()
    {
        _isPausing = false;
        if (_isDirty)
        {
            _isDirty = false;
            SayOnce();
        }
    }

    private void Say(bool isTurn)
    {
        var own = Own();
        foreach (var member in _cluster.State.Members)
        {
            if (!member.UniqueAddress.Equals(_cluster.SelfUniqueAddress))
            {
                Context.ActorSelection(new RootActorPath(member.Address) / "user" / Name).Tell(own);
            }
        }

        Take(own, isTurn);
    }

    private NodePartitions Own()
    {
        var self = Processes.Of(_cluster.SelfUniqueAddress);
        return new NodePartitions(
            self.Address, self.Uid, _setup.Node,
            _notes.GetValueOrDefault(_cluster.SelfUniqueAddress)?.UpSince?.ToUnixTimeMilliseconds(),
            [
                .. _setup.Board.Entries.Select(entry => new PartitionStatus(
                    entry.Partition, entry.Phase.ToString().ToLowerInvariant(), entry.Shard?.Epoch ?? 0,
                    entry.Shard?.Progress.Status.NextOffset)),
            ]);
    }

    private void Take(NodePartitions said) => Take(said, isTurn: false);

    /// <summary>A word of a process that is no member, not yet or not any more, counts for nothing: it comes again each second.</summary>
    private void Take(NodePartitions said, bool isTurn)
    {
        var isMember = false;
        foreach (var (member, notes) in _notes)
        {
            if (Processes.Of(member) == new ClusterProcess(said.Address, said.Uid))
            {
                isMember = true;
                notes.Node = said.Node;
                notes.UpSince = said.UpSinceMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : notes.UpSince;
            }
        }

        var moved = new List<PartitionMove>();
        var hasChanged = isMember && _moves.Take(said, moved);
        if (hasChanged || isTurn)
        {
            Show(moved);
        }
    }

    private void Follow(ClusterEvent.IMemberEvent happened)
    {
        var member = happened.Member;
        if (happened is ClusterEvent.MemberRemoved)
        {
            _notes.Remove(member.UniqueAddress);
            Lose(member);
            _moves.Forget(Processes.HostPortOf(member.Address), member.UniqueAddress.Uid);
        }
        else
        {
            var notes = NotesOf(member);
            notes.StatusSince = _setup.Time.GetUtcNow();
            notes.UpSince = member.Status == MemberStatus.Up ? notes.UpSince ?? notes.StatusSince : notes.UpSince;
            SayOnce();
        }

        Show([]);
    }

    private void Reach(Member member, bool isReached)
    {
        NotesOf(member).UnreachableSince = isReached ? null : _setup.Time.GetUtcNow();
        if (!isReached)
        {
            Lose(member);
        }

        Show([]);
    }

    private void Lose(Member member) => _moves.Lose(Processes.HostPortOf(member.Address), member.UniqueAddress.Uid);

    private MemberNotes NotesOf(Member member) => _notes.TryGetValue(member.UniqueAddress, out var notes)
        ? notes : _notes[member.UniqueAddress] = new MemberNotes();

    private void Show(List<PartitionMove> moved)
    {
        var cluster = _setup.Control.Snapshot();
        var notes = _notes.ToDictionary(one => Processes.HostPortOf(one.Key.Address), one => one.Value, StringComparer.Ordinal);
        _setup.Feed.Set(new PlacementView(
            _setup.Time.GetUtcNow(), cluster.Group, cluster.Self, cluster.Leader, cluster.Coordinator,
            [.. cluster.Members.Select(member => View(member, notes.GetValueOrDefault(member.Address)))],
            _moves.Places, _moves.Moves));
        if (cluster.Coordinator == cluster.Self)
        {
            moved.ForEach(_setup.OnMoved);
        }
    }

    /// <summary>Whether it is reached is known from the events: the view of Akka.NET follows them a moment later.</summary>
    private static MemberView View(ClusterMember member, MemberNotes? notes) => new(
        member.Address, notes?.Node, member.Status, member.Status == "up" ? notes?.UpSince : notes?.StatusSince,
        notes is null ? member.Reachable : notes.UnreachableSince is null, notes?.UnreachableSince, member.Drained, member.Roles, member.Version);

    /// <summary>What is known of a member besides Akka's view.</summary>
    private sealed class MemberNotes
    {
        public string? Node { get; set; }

        public DateTimeOffset? StatusSince { get; set; }

        public DateTimeOffset? UpSince { get; set; }

        public DateTimeOffset? UnreachableSince { get; set; }
    }

    private sealed class CheckDue
    {
        public static CheckDue Instance { get; } = new();
    }

    private sealed class BoardChanged : INoSerializationVerificationNeeded
    {
        public static BoardChanged Instance { get; } = new();
    }

    private sealed class PauseIsOver
    {
        public static PauseIsOver Instance { get; } = new();
    }
}
