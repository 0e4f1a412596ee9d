using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.StreamHost.Cluster.Downing;

namespace StreamReco.Rig.Simulation;

/// <summary>
/// Members that see each other, and what they decide about those that they do not see. A model of the split-brain
/// resolver, which needs an actor system; the decision itself is the product's (<see cref="DowningDecision"/>).
/// </summary>
internal sealed class ClusterSide
{
    /// <summary>Longest wait for the state database; shorter than some clocks jump, so that a side gives up now and then.</summary>
    private static readonly TimeSpan _databaseWait = TimeSpan.FromSeconds(30);

    private readonly SimulatedWorld _world;
    private readonly Random _random;
    private readonly List<SimulatedNode> _members;
    private readonly List<SimulatedNode> _unseen = [];
    private Downing? _downing;

    /// <param name="world">The world.</param>
    /// <param name="random">Draws what happens next.</param>
    /// <param name="members">The members, the oldest first.</param>
    /// <param name="placement">Where the partitions are, as these members believe.</param>
    private ClusterSide(SimulatedWorld world, Random random, IEnumerable<SimulatedNode> members, Placement placement)
    {
        (_world, _random, _members, Placement) = (world, random, [.. members], placement);
    }

    /// <summary>A cluster that these nodes form.</summary>
    public static ClusterSide Form(SimulatedWorld world, Random random, IReadOnlyList<SimulatedNode> nodes)
    {
        var side = new ClusterSide(world, random, [], new Placement(world, random));
        foreach (var node in nodes)
        {
            side.Join(node);
        }

        return side;
    }

    /// <summary>Where the partitions are, as these members believe.</summary>
    public Placement Placement { get; }

    /// <summary>The oldest first: the first is the coordinator, whether it is seen or not.</summary>
    public IReadOnlyList<SimulatedNode> Members => _members;

    /// <summary>Members that this side has gone on without by the ledger's word.</summary>
    public List<SimulatedNode> Downed { get; } = [];

    /// <summary>Members that are seen, whether they move or not; the oldest first.</summary>
    public IReadOnlyList<SimulatedNode> Seen => [.. _members.Except(_unseen)];

    /// <summary>The node that places partitions and runs the control plane; null while it is not seen or does not move.</summary>
    public SimulatedNode? Coordinator =>
        _members is [{ State: NodeState.Running } first, ..] && !_unseen.Contains(first) ? first : null;

    /// <summary>Whether a node may join: nobody joins while members cannot be reached.</summary>
    public bool IsOpen => Coordinator is not null && _unseen.Count == 0;

    /// <summary>Whether everybody is seen and every partition has an owner that stays.</summary>
    public bool IsSettled => IsOpen && _downing is null && !Placement.IsMoving && !Placement.Owners.Contains(null);

    public void Join(SimulatedNode node)
    {
        _members.Add(node);
        node.Side = this;
    }

    /// <summary>A member cannot be reached any more.</summary>
    public void Miss(SimulatedNode node)
    {
        if (_members.Contains(node) && !_unseen.Contains(node))
        {
            _unseen.Add(node);
        }
    }

    /// <summary>A member can be reached again; one that a decision is about stays as good as gone.</summary>
    public void SeeAgain(SimulatedNode node)
    {
        if (_downing is null || !_downing.Unseen.Contains(node))
        {
            _unseen.Remove(node);
        }
    }

    /// <summary>Divides the side: from here on neither part sees the other, and both believe what they believed.</summary>
    /// <param name="others">The members of the other part.</param>
    /// <returns>The other part.</returns>
    public ClusterSide Split(IReadOnlyCollection<SimulatedNode> others)
    {
        var part = new ClusterSide(_world, _random, _members, Placement.Copy());
        foreach (var member in _members)
        {
            (others.Contains(member) ? this : part).Miss(member);
        }

        foreach (var other in others)
        {
            other.Side = part;
        }

        return part;
    }

    /// <summary>Goes on without the members that are not seen, without asking anybody.</summary>
    public void GoOnAlone()
    {
        _downing = null;
        Drop([.. _unseen]);
    }

    /// <summary>Does whatever is due.</summary>
    public void Step()
    {
        Decide();
        if (Coordinator is not null)
        {
            Placement.Step(Seen);
        }
    }

    private void Decide()
    {
        if (_downing is null)
        {
            if (_unseen.Count > 0 && _random.Next(4) == 0 && Seen.FirstOrDefault(m => m.State == NodeState.Running) is { } asker)
            {
                _downing = Ask(asker, [.. _unseen]);
            }
        }
        else if (_downing.Asker.State == NodeState.Dead)
        {
            _downing = null; // The next one asks again.
            LetOthersSeeThemselves();
        }
        else if (_downing.Asker.State == NodeState.Running && _downing.MayGoOn.IsCompleted)
        {
            var downing = _downing;
            _downing = null;
            Follow(downing);
        }
    }

    private Downing Ask(SimulatedNode asker, SimulatedNode[] unseen)
    {
        _world.Trace.Add(asker, $"asks whether to go on without {string.Join(", ", unseen.Select(node => node.Name))}");
        var decision = new DowningDecision(
            new LedgerClient(_world, asker), SimulatedWorld.Group, _databaseWait, _world.Clock, NullLogger.Instance);
        return new Downing(asker, unseen, decision.QueryAsync(asker.Process, [.. unseen.Select(node => node.Process)]));
    }

    private void Follow(Downing downing)
    {
        if (downing.MayGoOn is { IsCompletedSuccessfully: true } ended && EndedTask.ResultOf(ended))
        {
            _world.Trace.Add(downing.Asker, "its side goes on");
            Downed.AddRange(downing.Unseen);
            Drop(downing.Unseen);
            return;
        }

        foreach (var node in Seen)
        {
            node.End("its side does not go on");
        }

        LetOthersSeeThemselves();
    }

    /// <summary>Whoever decided is gone; a member that the decision was about, and that goes on, sees itself.</summary>
    private void LetOthersSeeThemselves() => _unseen.RemoveAll(node => node.Side == this && node.State == NodeState.Running);

    private void Drop(IReadOnlyCollection<SimulatedNode> nodes)
    {
        if (nodes.Contains(_members[0]))
        {
            Placement.ForgetMoves();
        }

        _members.RemoveAll(nodes.Contains);
        _unseen.RemoveAll(nodes.Contains);
        Placement.Drop(nodes);
    }

    private sealed record Downing(SimulatedNode Asker, SimulatedNode[] Unseen, Task<bool> MayGoOn);
}
