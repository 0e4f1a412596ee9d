using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>What lies behind a cluster of two nodes, asked of one.</summary>
public sealed class ClusterHistoryTests
{
    [Fact]
    public async Task Quality_is_summed_over_the_nodes_by_reason_rule_and_model()
    {
        await using var first = await HttpScene.ReadyAsync();
        await using var second = await HttpScene.BesideAsync(first);
        await first.UntilAsync("both hold shards", "/admin/v1/cluster", BothHold);
        string[] users = [.. Enumerable.Range(0, 12).Select(i => $"u{i}")];
        await HttpScene.ClickAsync([first, second], [.. users.Select(user => (user, "i1")), .. users.Select(user => (user, "i2"))]);
        await RejectAsync(first, second, users);
        await first.UntilAsync("both have told", "/admin/v1/cluster/quality", quality =>
            quality.TryGetProperty("totals", out var totals) && totals.GetProperty("read").GetDouble() == 36
            && quality.GetProperty("online").EnumerateArray().Sum(one => one.GetProperty("counts").GetProperty("clicks").GetInt64()) == 12
            && quality.GetProperty("rules").EnumerateArray().Sum(rule => rule.GetProperty("count").GetInt64()) == 12);

        var table = await CommandLineRun.OfAsync("quality", "--node", first.Http.Url);
        var json = JsonDocument.Parse((await CommandLineRun.OfAsync("quality", "--node", second.Http.Url, "--output", "json")).Output);
        var alone = JsonDocument.Parse((await CommandLineRun.OfAsync(
            "quality", "--node", first.Http.Url, "--only", second.Node.Name, "--output", "json")).Output);

        table.Output.ShouldContain("2 nodes: read 36 = applied 24 + duplicate 0 + rejected 12");
        table.Output.ShouldMatch(@"invalid\s+items\s+12\s+12");
        table.Output.ShouldMatch($@"path {first.Node.Model.Manifest.Version} @10\s+\d{{4}}-\d\d-\d\d");
        json.RootElement.GetProperty("nodes").GetArrayLength().ShouldBe(2);
        json.RootElement.GetProperty("rejected").GetProperty("invalid").GetDouble().ShouldBe(12);
        alone.RootElement.GetProperty("nodes").EnumerateArray().Select(name => name.GetString()).ShouldBe([second.Node.Name]);
        alone.RootElement.GetProperty("totals").GetProperty("read").GetDouble().ShouldBe(second.Committed);
        second.Committed.ShouldBeInRange(1, 35);
    }

    [Fact]
    public async Task Log_lines_of_all_nodes_come_by_time_under_their_names_and_go_on_behind_the_last()
    {
        await using var first = await HttpScene.ReadyAsync();
        await using var second = await HttpScene.BesideAsync(first);
        await first.UntilAsync("both hold shards", "/admin/v1/cluster", BothHold);

        var text = await CommandLineRun.OfAsync("log", "tail", "--node", first.Http.Url, "--lines", "2000");
        var lines = Lines(await CommandLineRun.OfAsync("log", "tail", "--node", second.Http.Url, "--lines", "2000", "--output", "json"));
        var newest = Lines(await CommandLineRun.OfAsync("log", "tail", "--node", second.Http.Url, "--lines", "3", "--output", "json"));
        var alone = Lines(await CommandLineRun.OfAsync(
            "log", "tail", "--node", first.Http.Url, "--only", second.Node.Name, "--output", "json"));
        var last = lines.Last(line => line.Node == first.Node.Name);
        var further = await first.GetAsync(
            $"/admin/v1/cluster/log?lines=2000&after={Uri.EscapeDataString(last.Node)}:{last.Number - 1}");

        text.Output.ShouldMatch($@"\d {first.Node.Name} Information\s+ShardOpener\[2\] shard");
        text.Output.ShouldContain($" {second.Node.Name} Information");
        lines.Select(line => line.At).ShouldBe(lines.Select(line => line.At).Order());
        lines.Select(line => line.Node).Distinct().Count().ShouldBe(2);
        newest.Length.ShouldBe(3);
        alone.Select(line => line.Node).Distinct().ShouldBe([second.Node.Name]);
        further.GetProperty("lines").EnumerateArray().Where(line => line.GetProperty("node").GetString() == last.Node)
            .Min(line => line.GetProperty("number").GetInt64()).ShouldBe(last.Number);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_named_and_one_that_is_not_there_is_refused()
    {
        await using var scene = await HttpScene.ReadyAsync();
        var now = TimeProvider.System.GetUtcNow().AddMinutes(5).ToUnixTimeMilliseconds();
        await new SqlNodeDirectory(scene.Options.State.Connection).PutAsync(
            new NodeEntry(scene.Options.Kafka.Group, "gone:1", "http://127.0.0.1:1", "running", now, now), default);

        var quality = await CommandLineRun.OfAsync("quality", "--node", scene.Http.Url);
        var log = await CommandLineRun.OfAsync("log", "tail", "--node", scene.Http.Url);
        var nobody = await CommandLineRun.OfAsync("log", "tail", "--node", scene.Http.Url, "--only", "nobody:1");

        quality.Output.ShouldContain("node gone:1 cannot be reached at http://127.0.0.1:1: its records are missing here");
        log.Error.ShouldContain("node gone:1 cannot be reached at http://127.0.0.1:1: its lines are missing");
        log.Output.ShouldContain("opened under epoch 1");
        nobody.ExitCode.ShouldBe(ExitCode.Failure);
        nobody.Error.ShouldContain($"There is no node 'nobody:1'; there are {scene.Node.Name}, gone:1.");
    }

    private static async Task RejectAsync(HttpScene first, HttpScene second, string[] users)
    {
        using (var writer = new RecordWriter(first.Options.Kafka))
        {
            foreach (var user in users)
            {
                var bad = JsonSerializer.SerializeToUtf8Bytes(new
                {
                    event_id = Guid.NewGuid(),
                    event_type = "view_item",
                    user_id = user,
                    items = Array.Empty<object>(),
                    timestamp = TimeProvider.System.GetUtcNow(),
                });
                writer.Write(first.Options.Kafka.Clicks, Encoding.UTF8.GetBytes(user), bad, null, null, default);
            }

            writer.Flush(TimeSpan.FromSeconds(60));
        }

        await TestKit.Servers.Waiting.UntilAsync(
            "all are committed", () => first.Committed + second.Committed == 3 * users.Length, TimeSpan.FromSeconds(60));
    }

    private static bool BothHold(JsonElement cluster) => cluster.TryGetProperty("healthy", out var healthy) && healthy.GetBoolean()
        && cluster.GetProperty("members").EnumerateArray().Count(member => member.GetProperty("partitions").GetArrayLength() > 0) == 2;

    private static (string Node, long Number, string At)[] Lines(CommandLineRun run) =>
    [
        .. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(line => (line.GetProperty("node").GetString()!, line.GetProperty("number").GetInt64(), line.GetProperty("at").GetString()!)),
    ];
}
