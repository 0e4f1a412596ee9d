using System.Collections.Concurrent;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Cluster;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Cluster.Placement;
using StreamReco.StreamHost.Feeds;
using static StreamReco.StreamHost.Tests.Cluster.ClusterScene;

namespace StreamReco.StreamHost.Tests.Cluster.Placement;

/// <summary>Three members in one process, whose partitions a test moves by hand.</summary>
public sealed class PlacementActorTests
{
    private readonly ConcurrentQueue<PartitionMove> _recorded = new();

    [Fact]
    public async Task Every_member_sees_who_owns_what_and_a_move_is_recorded_once()
    {
        await using var scene = new ClusterScene();
        var nodes = await StartAsync(scene);
        nodes[1].Own(partition: 0, epoch: 1);
        nodes[2].Own(partition: 1, epoch: 1);
        foreach (var node in nodes)
        {
            await node.UntilAsync("it sees both and knows all", view => view.Members.All(member => member.Node is not null) && PlaceOf(view, 0) == (nodes[1].Address, PlaceState.Live)
                && PlaceOf(view, 1) == (nodes[2].Address, PlaceState.Live));
        }

        nodes[1].Board.Move(0, PartitionPhase.Draining);
        await nodes[2].UntilAsync("it is draining", view => PlaceOf(view, 0) == (nodes[1].Address, PlaceState.Draining));
        nodes[1].Board.Remove(0);
        nodes[2].Board.Move(0, PartitionPhase.Opening);
        nodes[2].Own(partition: 0, epoch: 2);

        foreach (var node in nodes)
        {
            var view = await node.UntilAsync("it has moved", view => view.Moves.Count == 1);
            view.Moves[0].ShouldSatisfyAllConditions(
                move => move.Partition.ShouldBe(0),
                move => (move.From, move.To, move.Cause).ShouldBe((nodes[1].Address, nodes[2].Address, "planned")),
                move => move.Seconds.ShouldBeInRange(0, Patience.TotalSeconds));
            view.Members.Select(member => (member.Address, member.Node, member.Status, member.Reachable)).ShouldBe(
                nodes.Select(other => (other.Address, (string?)other.Name, "up", true)), ignoreOrder: true);
            view.Members.ShouldAllBe(member => member.Since != null && member.UnreachableSince == null);
        }

        _recorded.Count.ShouldBe(1);
    }

    // The first is the coordinator's node: the next one counts in its place.
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_killed_node_s_partitions_are_shown_as_lost_until_another_has_them(int killed)
    {
        await using var scene = new ClusterScene();
        var nodes = await StartAsync(scene);
        var (dead, left) = (nodes[killed], nodes.Where((_, i) => i != killed).ToArray());
        dead.Own(partition: 0, epoch: 1);
        await left[0].UntilAsync("it sees it", view => PlaceOf(view, 0) == (dead.Address, PlaceState.Live));

        await KillAsync(dead.System);

        await left[0].UntilAsync("it is lost", view => PlaceOf(view, 0) == (dead.Address, PlaceState.Lost)
            && view.Members.Any(member => member.Address == dead.Address && !member.Reachable && member.UnreachableSince is not null));
        await left[1].UntilAsync("it is gone", view => view.Members.Count == 2);
        await left[0].UntilAsync("it is gone here, too", view => view.Members.Count == 2);
        left[1].Own(partition: 0, epoch: 2);
        var moved = await left[0].UntilAsync("another has it", view => view.Moves.Count == 1);
        moved.Moves[0].Cause.ShouldBe("lost");
        moved.Moves[0].Seconds.ShouldBeGreaterThan(1); // The failure detector's patience is part of it.
        await UntilAsync("it is recorded", () => _recorded.Count == 1);
    }

    private static (string Owner, PlaceState State)? PlaceOf(PlacementView view, int partition) =>
        view.Partitions.FirstOrDefault(place => place.Partition == partition) is { } place ? (place.Owner, place.State) : null;

    private async Task<Node[]> StartAsync(ClusterScene scene)
    {
        Node[] nodes = [.. Enumerable.Range(0, 3).Select(i => new Node($"n{i}", scene.Make(), _recorded.Enqueue))];
        foreach (var node in nodes)
        {
            await node.System.JoinAsync(CancellationToken.None).WaitAsync(Patience);
        }

        await UntilAsync("all are up", () => nodes.All(node => Up(node.System) == 3));
        return nodes;
    }

    private sealed class Node
    {
        private readonly LatestFeed<PlacementView> _feed = new();

        public Node(string name, ClusterSystem system, Action<PartitionMove> onMoved)
        {
            (Name, System) = (name, system);
            system.ActorSystem.ActorOf(
                PlacementActor.Props(new PlacementSetup(name, Board, system.Control, _feed, onMoved, TimeProvider.System)),
                PlacementActor.Name);
        }

        public string Name { get; }

        public ClusterSystem System { get; }

        public string Address => System.Address;

        public PartitionBoard Board { get; } = new();

        public void Own(int partition, long epoch)
        {
            var shard = new ShardId("g", "clicks", partition);
            Board.GoLive(new OpenShard(shard, new ShardProgress(shard), 0, 0)
            {
                Recent = new RecentRecords(1),
                Epoch = epoch,
                UsersInMemory = () => 0,
            }, queries: null);
        }

        public async Task<PlacementView> UntilAsync(string what, Func<PlacementView, bool> isSo)
        {
            PlacementView? seen = null;
            using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
            try
            {
                do
                {
                    seen = await _feed.After(seen).WaitAsync(patience.Token);
                }
                while (!isSo(seen));
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"{Name}, not within {Patience.TotalSeconds} s: {what}; last {seen}", e);
            }

            return seen;
        }
    }
}
