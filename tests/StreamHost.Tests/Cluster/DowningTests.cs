using StreamReco.StreamHost.Cluster;
using StreamReco.StreamHost.Cluster.Downing;
using StreamReco.StreamHost.Sql;
using static StreamReco.StreamHost.Tests.Cluster.ClusterScene;
using AkkaCluster = Akka.Cluster.Cluster;

namespace StreamReco.StreamHost.Tests.Cluster;

public sealed class DowningTests
{
    private readonly InMemoryClusterLedger _ledger = new();

    [Fact]
    public async Task Of_two_nodes_the_first_is_killed_and_the_second_goes_on()
    {
        await using var scene = new ClusterScene(_ledger);
        var (first, second) = await PairAsync(scene);
        var process = ProcessOf(first);

        await KillAsync(first);
        await UntilAsync("the second is alone", () => second.Control.Snapshot().Members.Count == 1);

        Up(second).ShouldBe(1);
        second.Control.Snapshot().Coordinator.ShouldBe(second.Address);
        _ledger.IsDowned("g", process).ShouldBeTrue();
        (await _ledger.EntriesAsync("g", default)).Single().Process.ShouldBe(ProcessOf(second));
    }

    [Fact]
    public async Task Of_two_nodes_that_do_not_see_each_other_one_goes_on_and_the_other_ends()
    {
        await using var scene = new ClusterScene(_ledger);
        var (first, second) = await PairAsync(scene);

        await CutAsync(first, second);
        await UntilAsync("one has ended", () => first.Ended.IsCompleted || second.Ended.IsCompleted);

        var (ended, left) = first.Ended.IsCompleted ? (first, second) : (second, first);
        (await ended.Ended).ShouldNotBeNull().ShouldContain("was downed");
        await UntilAsync("the other is alone", () => left.Control.Snapshot().Members.Count == 1);
        left.Ended.IsCompleted.ShouldBeFalse();
        _ledger.IsDowned("g", ProcessOf(left)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_marked_process_ends_by_itself_when_it_wakes()
    {
        await using var scene = new ClusterScene(_ledger);
        var node = await scene.StartAsync();
        await _ledger.DownAsync("g", new ClusterProcess("elsewhere:1", 1), [ProcessOf(node)], default);

        (await node.Ended.WaitAsync(Patience)).ShouldNotBeNull().ShouldContain("Start it again.");

        scene.Log.Lines.ShouldContain(line => line.StartsWith("Error: 89 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_database_is_away_nobody_is_taken_down_and_afterwards_the_survivor_goes_on()
    {
        await using var scene = new ClusterScene(_ledger);
        var (first, second) = await PairAsync(scene);
        _ledger.IsAway = true;
        await KillAsync(first);
        await UntilAsync("the decision waits", () => scene.Log.Lines.Any(line => line.Contains(": 82 ", StringComparison.Ordinal)));
        var asked = _ledger.Refused;
        await UntilAsync("it is tried again", () => _ledger.Refused >= asked + 3);

        second.Ended.IsCompleted.ShouldBeFalse();
        second.Control.Snapshot().Members.Count.ShouldBe(2);
        _ledger.IsAway = false;

        await UntilAsync("the second is alone", () => second.Control.Snapshot().Members.Count == 1);
        second.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_database_that_stays_away_ends_the_node_after_the_stated_time()
    {
        await using var scene = new ClusterScene(_ledger);
        var first = await scene.StartAsync();
        var second = await scene.StartAsync(change: options => options.DatabaseWaitMs = 1_000);
        await UntilAsync("both are up", () => Up(first) == 2 && Up(second) == 2);
        _ledger.IsAway = true;
        await KillAsync(first);

        (await second.Ended.WaitAsync(Patience)).ShouldNotBeNull().ShouldContain("Cluster:DatabaseWaitMs=1000");
    }

    [Fact]
    public async Task People_take_a_member_down_and_have_another_leave()
    {
        await using var scene = new ClusterScene(_ledger);
        var (first, second) = await PairAsync(scene);
        var third = await scene.StartAsync();
        await UntilAsync("all are up", () => Up(first) == 3);

        await first.Control.DownAsync(second.Address, default);
        (await second.Ended.WaitAsync(Patience)).ShouldNotBeNull();
        _ledger.IsDowned("g", ProcessOf(second)).ShouldBeTrue();
        await UntilAsync("two are left", () => first.Control.Snapshot().Members.Count == 2);
        await first.Control.LeaveAsync(third.Address, default);

        (await third.Ended.WaitAsync(Patience)).ShouldBeNull();
        await UntilAsync("one is left", () => first.Control.Snapshot().Members.Count == 1);
        (await first.Control.DownUnreachableAsync(default)).ShouldBeEmpty();
        (await Should.ThrowAsync<StreamHost.Cluster.Views.ClusterMemberException>(first.Control.DownAsync("h:1", default)))
            .Message.ShouldBe($"There is no member 'h:1'; there are {first.Address}.");
    }

    [Fact]
    public async Task A_node_that_the_others_went_on_without_does_not_promise_that_a_member_leaves()
    {
        await using var scene = new ClusterScene(_ledger);
        var (stale, other) = await PairAsync(scene);
        await CutAsync(stale, other);

        var leaving = stale.Control.LeaveAsync(other.Address, default);
        await _ledger.DownAsync("g", ProcessOf(other), [ProcessOf(stale)], default);

        (await Should.ThrowAsync<StreamHost.Cluster.Views.ClusterMemberException>(leaving.WaitAsync(Patience)))
            .Message.ShouldContain("Ask another node.");
        await UntilAsync("the other is alone", () => other.Control.Snapshot().Members.Count == 1);
        other.Ended.IsCompleted.ShouldBeFalse();
    }

    private static ClusterProcess ProcessOf(ClusterSystem node) => Processes.Of(AkkaCluster.Get(node.ActorSystem).SelfUniqueAddress);

    private static async Task<(ClusterSystem First, ClusterSystem Second)> PairAsync(ClusterScene scene)
    {
        var first = await scene.StartAsync();
        var second = await scene.StartAsync();
        await UntilAsync("both are up", () => Up(first) == 2 && Up(second) == 2);
        return (first, second);
    }
}
