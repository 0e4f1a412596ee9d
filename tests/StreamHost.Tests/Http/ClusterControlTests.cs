using System.Text.Json;
using Akka.Actor;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;
using StreamReco.StreamHost.Tests.Cluster;

namespace StreamReco.StreamHost.Tests.Http;

public sealed class ClusterControlTests
{
    private static readonly string[][] _looking = [["cluster", "show"], ["cluster", "sharding"]];

    [Fact]
    public async Task A_node_that_is_no_member_says_so()
    {
        await using var http = await HttpScene.ListenAsync();

        foreach (var command in (string[][])[.. _looking, ["cluster", "leave", "h:1"], ["cluster", "down", "h:1"], ["cluster", "down-unreachable"]])
        {
            var run = await CommandLineRun.OfAsync([.. command, "--node", http.Http.Url]);

            run.ExitCode.ShouldBe(ExitCode.Failure);
            run.ErrorLines.ShouldBe(["This node is not a member of a cluster, or not yet."]);
        }
    }

    [Fact]
    public async Task The_commands_show_the_cluster_and_let_members_go()
    {
        await using var http = await HttpScene.ListenAsync();
        await using var cluster = new ClusterScene();
        var (first, second) = (cluster.Make(), cluster.Make());
        var region = CountedActor.StartRegion(first);
        CountedActor.StartRegion(second);
        await first.JoinAsync(default).WaitAsync(ClusterScene.Patience);
        await second.JoinAsync(default).WaitAsync(ClusterScene.Patience);
        await ClusterScene.UntilAsync("both are up", () => ClusterScene.Up(first) == 2);
        await region.Ask<CountedAt>(new Counted(0), ClusterScene.Patience);
        http.Http.Attach(first.Control);

        foreach (var command in _looking)
        {
            var table = await CommandLineRun.OfAsync([.. command, "--node", http.Http.Url]);
            var json = await CommandLineRun.OfAsync([.. command, "--node", http.Http.Url, "--output", "json"]);
            table.ExitCode.ShouldBe(ExitCode.Ok, table.Error);
            table.Output.ShouldContain(first.Address);
            json.Output.ShouldContain(first.Address);
            Should.NotThrow(() => JsonDocument.Parse(json.Output), json.Output);
        }

        var unknown = await CommandLineRun.OfAsync("cluster", "down", "h:1", "--node", http.Http.Url);
        unknown.ExitCode.ShouldBe(ExitCode.Failure);
        unknown.Error.ShouldContain("There is no member 'h:1'; there are ");
        (await CommandLineRun.OfAsync("cluster", "down-unreachable", "--node", http.Http.Url)).Output.Trim()
            .ShouldBe("Every member can be reached.");
        var left = await CommandLineRun.OfAsync("cluster", "leave", second.Address, "--node", http.Http.Url);
        left.ExitCode.ShouldBe(ExitCode.Ok, left.Error);
        (await second.Ended.WaitAsync(ClusterScene.Patience)).ShouldBeNull();
    }
}
