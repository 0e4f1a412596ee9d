using System.Text.Json;
using StreamReco.StreamHost.Tests.Metrics;

namespace StreamReco.StreamHost.Tests.Http;

public sealed class ClusterNowTests
{
    [Fact]
    public async Task Each_node_knows_members_partitions_and_moves_and_the_coordinator_alone_counts_them()
    {
        await using var first = await HttpScene.ReadyAsync();
        await using var second = await HttpScene.BesideAsync(first);
        await UntilAsync(second, "both own some", cluster => Owners(cluster).Distinct().Count() == 2 && AreLive(cluster));
        await HttpScene.ClickAsync([first, second], [.. Enumerable.Range(0, 12).Select(i => ($"u{i}", "i1"))]);
        for (var i = 0; i < 12; i++)
        {
            await first.GetAsync($"/v1/users/u{i}");
        }

        var metrics = PrometheusText.Parse(await first.Client.GetStringAsync("/metrics"));
        await first.Node.Control!.DrainAsync(second.Node.ClusterAddress!, CancellationToken.None);
        var drained = await UntilAsync(second, "one owns all", cluster => Owners(cluster).Distinct().Count() == 1 && AreLive(cluster));
        var seen = await UntilAsync(first, "it sees the same", cluster =>
            cluster.GetProperty("moves").GetArrayLength() >= drained.GetProperty("moves").GetArrayLength() && AreLive(cluster));
        var moves = PrometheusText.Parse(await first.Client.GetStringAsync("/metrics"));
        var others = PrometheusText.Parse(await second.Client.GetStringAsync("/metrics"));

        var (local, remote) = (Queries(metrics, "local"), Queries(metrics, "remote"));
        (local + remote).ShouldBe(12);
        remote.ShouldBeGreaterThan(0);
        metrics.Value("streamreco_cluster_members", ("status", "up")).ShouldBe(2);
        Owners(drained).Distinct().ShouldBe([first.Node.ClusterAddress]);
        drained.GetProperty("partitions").EnumerateArray().Select(one => one.GetProperty("lag").GetInt64()).ShouldAllBe(lag => lag == 0);
        drained.GetProperty("coordinator").GetString().ShouldBe(first.Node.ClusterAddress);
        drained.GetProperty("members").EnumerateArray().Select(one => (one.GetProperty("node").GetString(), one.GetProperty("drained").GetBoolean()))
            .ShouldBe([(first.Node.Name, false), (second.Node.Name, true)], ignoreOrder: true);
        var newest = drained.GetProperty("moves")[0];
        newest.GetProperty("from").GetString().ShouldBe(second.Node.ClusterAddress);
        newest.GetProperty("to").GetString().ShouldBe(first.Node.ClusterAddress);
        newest.GetProperty("cause").GetString().ShouldBe("planned");
        moves.Value("streamreco_handover_duration_seconds_count", ("cause", "planned")).ShouldBe(seen.GetProperty("moves").GetArrayLength());
        others.Value("streamreco_handover_duration_seconds_count", ("cause", "planned")).ShouldBe(0);
    }

    [Fact]
    public async Task Before_the_node_is_there_the_answer_says_so()
    {
        await using var scene = await HttpScene.ListenAsync();

        foreach (var path in (string[])["/v1/cluster", "/v1/cluster/stream"])
        {
            using var response = await scene.Client.GetAsync(path);
            ((int)response.StatusCode).ShouldBe(503, path);
            (await response.Content.ReadAsStringAsync()).ShouldContain("The node is starting");
        }
    }

    private static Task<JsonElement> UntilAsync(HttpScene scene, string what, Func<JsonElement, bool> isSo) =>
        scene.UntilAsync(what, "/v1/cluster", cluster => cluster.TryGetProperty("partitions", out _) && isSo(cluster));

    private static double Queries(PrometheusText page, string owner) =>
        page.Value("streamreco_query_latency_seconds_count", ("owner", owner));

    private static IEnumerable<string?> Owners(JsonElement cluster) =>
        cluster.GetProperty("partitions").EnumerateArray().Select(one => one.GetProperty("owner").GetString());

    private static bool AreLive(JsonElement cluster) => cluster.GetProperty("partitions").GetArrayLength() == 3
        && cluster.GetProperty("partitions").EnumerateArray().All(one => one.GetProperty("state").GetString() == "live");
}
