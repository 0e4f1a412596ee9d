using Akka.Actor;
using StreamReco.StreamHost.Cluster.Partitions;
using static StreamReco.StreamHost.Tests.Cluster.ClusterScene;

namespace StreamReco.StreamHost.Tests.Cluster;

public sealed class DrainTests
{
    private const int Entities = 12;

    [Fact]
    public async Task A_drained_node_holds_nothing_gets_nothing_and_answers_through_the_others()
    {
        await using var scene = new ClusterScene();
        var nodes = new[] { scene.Make(), scene.Make(), scene.Make() };
        var regions = nodes.Select(node => CountedActor.StartRegion(node)).ToArray();
        await Task.WhenAll(nodes.Select(node => node.JoinAsync(default))).WaitAsync(Patience);
        await UntilAsync("all are up", () => nodes.All(node => Up(node) == 3));
        await UntilAsync("all hold some", async () => (await HoldersAsync(regions[0], Entities)).Count == 3);

        (await nodes[0].Control.DrainAsync(nodes[1].Address, default)).ShouldBeTrue();

        await UntilAsync("the drained one holds none", async () =>
            !(await HoldersAsync(regions[2], Entities)).Contains(nodes[1].Address));
        (await HoldersAsync(regions[1], Entities * 2)).ShouldBe([nodes[0].Address, nodes[2].Address], ignoreOrder: true);
        nodes[1].IsDrained.ShouldBeTrue();
        nodes[2].Control.Snapshot().Members.Where(member => member.Drained).Select(member => member.Address)
            .ShouldBe([nodes[1].Address]);
        var sharding = await nodes[1].Control.ShardingAsync(default);
        sharding.Regions.Single(region => region.Address == nodes[1].Address).Shards.ShouldBeEmpty();
        sharding.Regions.Sum(region => region.Entities).ShouldBe(Entities * 2);

        (await nodes[1].ResumeAsync(default)).ShouldBeTrue();
        await UntilAsync("it holds some again", async () =>
            (await HoldersAsync(regions[0], Entities)).Contains(nodes[1].Address));
    }

    [Fact]
    public async Task With_every_node_drained_a_partition_waits_until_one_is_called_back()
    {
        await using var scene = new ClusterScene();
        var node = scene.Make();
        var region = CountedActor.StartRegion(node);
        await node.JoinAsync(default).WaitAsync(Patience);
        await node.DrainAsync(default);
        await UntilAsync("it is known", () => node.IsDrained);

        var waiting = region.Ask<CountedAt>(new Counted(0), Patience);
        (await node.Control.ShardingAsync(default)).Regions.Sum(r => r.Entities).ShouldBe(0);
        await node.ResumeAsync(default);

        (await waiting).Address.ShouldBe(node.Address);
    }

    [Fact]
    public async Task What_sends_to_the_region_is_stopped_before_a_node_that_leaves_gives_its_partitions_away()
    {
        await using var scene = new ClusterScene();
        var (first, second) = (scene.Make(), scene.Make());
        var regions = new[] { CountedActor.StartRegion(first), CountedActor.StartRegion(second) };
        await Task.WhenAll(first.JoinAsync(default), second.JoinAsync(default)).WaitAsync(Patience);
        await UntilAsync("both hold some", async () => (await HoldersAsync(regions[0], Entities)).Count == 2);
        var held = Array.Empty<string>();
        first.BeforeLeaving("questions", async () =>
            held = [.. (await first.Control.ShardingAsync(default)).Regions.Single(region => region.Address == first.Address).Shards]);

        await first.DisposeAsync();

        held.ShouldNotBeEmpty();
        (await first.Ended).ShouldBeNull();
        (await HoldersAsync(regions[1], Entities)).ShouldBe([second.Address]);
        await UntilAsync("the other is alone", () => second.Control.Snapshot().Members.Count == 1);
    }

    [Fact]
    public async Task The_last_node_leaves_in_good_order_although_somebody_asks_its_partitions_all_the_time()
    {
        await using var scene = new ClusterScene();
        var node = scene.Make();
        var queries = new PartitionQueries(CountedActor.StartRegion(node), new PartitionBoard(), null, TimeProvider.System);
        node.BeforeLeaving("stop asking", queries.Close);
        await node.JoinAsync(default).WaitAsync(Patience);
        using var over = new CancellationTokenSource();
        var asking = Task.WhenAll(Enumerable.Range(0, Entities).Select(entity => Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                await queries.QueryAsync<CountedAt>(new CountedQuery(entity), default);
            }
        })));

        await node.DisposeAsync();

        scene.Log.Lines.ShouldNotContain(line => line.Contains("shutdown of shard region timed out"));
        (await queries.QueryAsync<CountedAt>(new CountedQuery(0), default)).Why.ShouldBe("this node leaves the cluster");
        await over.CancelAsync();
        await asking;
    }

    [Fact]
    public async Task The_coordinator_s_node_is_killed_and_the_others_hold_what_it_held()
    {
        await using var scene = new ClusterScene();
        var first = scene.Make();
        CountedActor.StartRegion(first);
        await first.JoinAsync(default).WaitAsync(Patience);
        var others = new[] { scene.Make(), scene.Make() };
        var regions = others.Select(node => CountedActor.StartRegion(node)).ToArray();
        await Task.WhenAll(others.Select(node => node.JoinAsync(default))).WaitAsync(Patience);
        await UntilAsync("all hold some", async () => (await HoldersAsync(regions[0], Entities)).Count == 3);
        others[0].Control.Snapshot().Coordinator.ShouldBe(first.Address);

        await KillAsync(first);

        await UntilAsync("the others hold all", async () =>
            !(await HoldersAsync(regions[1], Entities)).Contains(first.Address));
        (await HoldersAsync(regions[0], Entities)).Count.ShouldBe(2);
        others[0].Control.Snapshot().Coordinator.ShouldNotBe(first.Address);
    }

    [Fact]
    public async Task The_coordinator_s_node_is_killed_in_a_hand_over_and_the_partitions_are_opened_again()
    {
        await using var scene = new ClusterScene();
        var handOver = new HeldHandOver();
        var (first, draining, other) = (scene.Make(), scene.Make(), scene.Make());
        CountedActor.StartRegion(first);
        await first.JoinAsync(default).WaitAsync(Patience);
        CountedActor.StartRegion(draining, handOver);
        var region = CountedActor.StartRegion(other);
        await Task.WhenAll(draining.JoinAsync(default), other.JoinAsync(default)).WaitAsync(Patience);
        await UntilAsync("all hold some", async () => (await HoldersAsync(region, Entities)).Count == 3);
        other.Control.Snapshot().Coordinator.ShouldBe(first.Address);

        await draining.DrainAsync(default);
        await handOver.Began.WaitAsync(Patience);
        await KillAsync(first);
        await UntilAsync("the coordinator is another node", () => other.Control.Snapshot().Members.Count == 2);
        handOver.Release();
        var released = TimeProvider.System.GetTimestamp();

        await UntilAsync("the node that is left holds all", async () =>
            (await HoldersAsync(region, Entities)).SetEquals([other.Address]));
        TimeProvider.System.GetElapsedTime(released).ShouldBeLessThan(TimeSpan.FromSeconds(8));
    }

    /// <summary>The nodes that hold the first entities, as those say themselves; wakes those that sleep.</summary>
    private static async Task<IReadOnlySet<string>> HoldersAsync(IActorRef region, int entities)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, entities).Select(entity => QueryAsync(region, entity)));
        return answers.Select(answer => answer.Address).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>What an entity that moves had not read yet is lost with it, and asked again.</summary>
    private static async Task<CountedAt> QueryAsync(IActorRef region, int entity)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await region.Ask<CountedAt>(new Counted(entity), TimeSpan.FromSeconds(2));
            }
            catch (AskTimeoutException) when (tries < 10)
            {
                // It moved.
            }
        }
    }
}
