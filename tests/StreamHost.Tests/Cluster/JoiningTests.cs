using StreamReco.StreamHost.Cluster.Configuration;
using StreamReco.StreamHost.Cluster.Joining;
using StreamReco.StreamHost.Sql;
using StreamReco.TestKit.Time;
using static StreamReco.StreamHost.Tests.Cluster.ClusterScene;

namespace StreamReco.StreamHost.Tests.Cluster;

public sealed class JoiningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_node_is_a_cluster_with_nothing_set_and_leaves_nothing_behind()
    {
        await using var scene = new ClusterScene();
        var node = await scene.StartAsync(isKillable: false);

        var view = node.Control.Snapshot();
        (view.Self, view.Leader, view.Coordinator, view.Unreachable).ShouldBe((node.Address, node.Address, node.Address, 0));
        view.Members.Single().ShouldSatisfyAllConditions(
            member => member.Status.ShouldBe("up"),
            member => member.Roles.ShouldBe(["streamreco"]),
            member => member.Version.ShouldBe(ProgramVersion.Text));
        await node.DisposeAsync();

        (await node.Ended).ShouldBeNull();
        (await scene.Ledger.EntriesAsync("g", default)).ShouldBeEmpty();
        scene.Log.Lines.Where(line => !line.StartsWith("Information", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Three_nodes_that_start_at_the_same_moment_become_one_cluster_and_another_group_another()
    {
        await using var scene = new ClusterScene(await SqliteAsync());
        var started = await Task.WhenAll(
            scene.StartAsync(), scene.StartAsync(), scene.StartAsync(), scene.StartAsync("other"));

        foreach (var node in started[..3])
        {
            await UntilAsync("all three are up", () => Up(node) == 3);
        }

        Up(started[3]).ShouldBe(1);
        started[..3].Select(node => node.Control.Snapshot().Coordinator).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_node_whose_system_ends_while_it_joins_waits_for_nothing_any_more()
    {
        await using var scene = new ClusterScene(new InMemoryClusterLedger { IsAway = true });
        var node = scene.Make(isKillable: false);
        var joining = node.JoinAsync(CancellationToken.None);
        await UntilAsync("it waits for the database", () => ((InMemoryClusterLedger)scene.Ledger).Refused > 0);

        await node.DisposeAsync();

        await joining.WaitAsync(Patience);
        (await node.Ended).ShouldBeNull();
    }

    [Fact]
    public async Task The_entry_of_a_process_that_was_killed_holds_nobody_up()
    {
        await using var scene = new ClusterScene();
        var killed = await scene.StartAsync();
        var entry = (await scene.Ledger.EntriesAsync("g", default)).Single();
        await KillAsync(killed);

        var next = await scene.StartAsync();

        Up(next).ShouldBe(1);
        ((InMemoryClusterLedger)scene.Ledger).IsDowned("g", entry.Process).ShouldBeTrue();
    }

    [Fact]
    public async Task A_process_that_lives_but_does_not_answer_is_no_reason_to_form_a_second_cluster()
    {
        await using var scene = new ClusterScene();
        var elsewhere = new ClusterProcess($"127.0.0.1:{LoopbackPorts.Free(1)[0]}", 7) { Machine = "another machine" };
        await scene.Ledger.EnterAsync("g", elsewhere, default);

        var fault = await Should.ThrowAsync<ClusterStartException>(
            scene.StartAsync(change: options => options.JoinTimeoutMs = 1_000));

        fault.Message.ShouldContain(elsewhere.Address);
        fault.Message.ShouldContain("Cluster:Address");
    }

    [Fact]
    public void A_process_elsewhere_is_dead_once_its_count_has_stood_still_for_the_whole_time()
    {
        var time = new ManualTimeProvider();
        var beats = new Beats(time);
        var entry = new ClusterEntry(new ClusterProcess("h:1", 1), true, 5);

        beats.IsStill(entry).ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(ClusterJoin.SilenceMs - 1));
        beats.IsStill(entry).ShouldBeFalse();
        beats.IsStill(entry with { Beats = 6 }).ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(ClusterJoin.SilenceMs));
        beats.IsStill(entry with { Beats = 6 }).ShouldBeTrue();
    }

    [Fact]
    public async Task A_start_waits_for_the_database_and_says_so()
    {
        var ledger = new InMemoryClusterLedger { IsAway = true };
        await using var scene = new ClusterScene(ledger);
        var starting = scene.StartAsync();
        await UntilAsync("it asks again", () => ledger.Refused >= 3);

        starting.IsCompleted.ShouldBeFalse();
        scene.Log.Lines.Count(line => line.Contains("91 the cluster cannot be joined before the state database is there", StringComparison.Ordinal))
            .ShouldBe(1);
        ledger.IsAway = false;

        Up(await starting).ShouldBe(1);
    }

    [Fact]
    public async Task A_node_joins_those_that_it_was_told_and_never_forms_a_cluster_of_its_own()
    {
        await using var scene = new ClusterScene();
        var port = LoopbackPorts.Free(1)[0];
        var joining = scene.StartAsync(change: options => options.Join = $"127.0.0.1:{port}");
        var first = await scene.StartAsync(change: options => (options.Port, options.Join) = (port, $"127.0.0.1:{port}"));

        var second = await joining;

        await UntilAsync("both are up", () => Up(first) == 2 && Up(second) == 2);
        second.Control.Snapshot().Coordinator.ShouldBe($"127.0.0.1:{port}");
    }

    [Fact]
    public async Task A_taken_port_is_said_with_its_setting()
    {
        await using var scene = new ClusterScene();
        var first = await scene.StartAsync();
        var port = HostPort.Parse(first.Address)!.Port;

        Should.Throw<ClusterStartException>(() => scene.Make(change: options => options.Port = port))
            .Message.ShouldBe($"Cluster:Port {port} is taken on 127.0.0.1; set another, or 0 for any free one.");
    }

    [Theory]
    [InlineData("streamreco", "streamreco-streamreco")]
    [InlineData("my-group2", "streamreco-my-group2")]
    public void A_system_is_named_after_its_group(string group, string name) => SystemName.Of(group).ShouldBe(name);

    [Fact]
    public void Groups_that_look_alike_once_cleaned_have_different_systems() =>
        new[] { "a.b", "a_b", "a b", "a-b", new string('x', 50), new string('x', 51) }.Select(SystemName.Of)
            .ShouldBeUnique();

    private async Task<IClusterLedger> SqliteAsync()
    {
        var file = Path.Combine(_folder.Path, "state.db");
        await using var store = ShardStoreFactory.Create(file);
        await store.InitializeAsync(default);
        var ledger = new SqlClusterLedger(file);
        await ledger.InitializeAsync(default);
        return ledger;
    }
}
