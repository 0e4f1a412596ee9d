using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Node;

namespace StreamReco.StreamHost.Tests.Http;

public sealed class ReadinessTests
{
    private static readonly ReadinessFacts _ready = new(
        "path 1 on cpu", "up", "h:1", NodePhase.Running,
        new Dictionary<int, PartitionPhase> { [0] = PartitionPhase.Live, [4] = PartitionPhase.Live }, [], 5, 5);

    [Fact]
    public void A_node_that_fulfils_every_condition_is_ready_and_says_by_what()
    {
        Readiness.Of(_ready).Select(check => (check.Name, check.Ok, check.Detail)).ShouldBe(
        [
            ("model", true, "path 1 on cpu is warm."),
            ("member", true, "h:1 is up."),
            ("partitions", true, "All of its 2 are live."),
            ("lag", true, "The lag is 5 records; Http:ReadyLagRecordsMax is 5."),
            ("database", true, "The state database answers."),
            ("broker", true, "The brokers answer."),
            ("topics", true, "Every topic is there."),
        ]);
    }

    [Fact]
    public void A_node_without_partitions_beside_others_is_ready() =>
        Missing(_ready with { Partitions = new Dictionary<int, PartitionPhase>() }).ShouldBeEmpty();

    [Fact]
    public void Each_condition_that_does_not_hold_is_named_alone()
    {
        Missing(_ready with { Model = null }).ShouldBe(["model: The model, the database and the catalog are being loaded."]);
        Missing(_ready with { MemberStatus = null }).ShouldBe(["member: The node is not a member of its cluster yet."]);
        Missing(_ready with { MemberStatus = "weakly_up" }).ShouldBe(["member: The node (h:1) is weakly_up in its cluster; it must be up."]);
        Missing(_ready with { Phase = NodePhase.Stopping }).ShouldBe(["member: The node is stopping."]);
        Missing(_ready with { Phase = NodePhase.Joining }).ShouldBe(["partitions: The cluster has not given this node its partitions yet."]);
        Missing(_ready with { Phase = NodePhase.Drained }).ShouldBe(["partitions: The node is drained; 'cluster resume' calls it back."]);
        Missing(_ready with { Replaying = [(4, 120)] }).ShouldBe(["partitions: Partition 4 replays its log: 120 records to go."]);
        Missing(_ready with { LongCommits = [(4, TimeSpan.FromSeconds(45.2))] }).ShouldBe(
            ["partitions: Partition 4 has waited 45 s for Kafka to take a commit."]);
        Missing(_ready with { Lag = 6 }).ShouldBe(["lag: The lag is 6 records; Http:ReadyLagRecordsMax is 5."]);
        Missing(_ready with { Lag = null }).ShouldBe(
            ["lag: The lag is not known, because the brokers have not said where the clicks end; Http:ReadyLagRecordsMax is 5."]);
        Missing(_ready with { DatabaseAway = "It is away." }).ShouldBe(["database: It is away."]);
        Missing(_ready with { BrokerAway = "Kafka cannot be reached." }).ShouldBe(["broker: Kafka cannot be reached."]);
        Missing(_ready with { MissingTopics = ["Topic 'a' is not there.", "Topic 'b' is not there."] }).ShouldBe(
            ["topics: Topic 'a' is not there. Topic 'b' is not there."]);
    }

    [Fact]
    public void Every_partition_that_is_not_live_is_named_with_its_state()
    {
        var partitions = new Dictionary<int, PartitionPhase>
        {
            [7] = PartitionPhase.Draining,
            [2] = PartitionPhase.Backoff,
            [1] = PartitionPhase.Opening,
            [0] = PartitionPhase.Live,
        };

        Missing(_ready with { Phase = NodePhase.Recovering, Partitions = partitions }).ShouldBe(
            ["partitions: Partition 1 is being opened. Partition 2 is opened again after a failure. Partition 7 is being drained."]);
    }

    [Fact]
    public async Task The_answer_names_each_condition_while_a_node_starts_works_is_drained_and_lags()
    {
        await using var scene = await HttpScene.ListenAsync();
        var (starting, before) = await QueryAsync(scene);
        await scene.StartNodeAsync();
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        var (working, now) = await QueryAsync(scene);
        await scene.Node.Control!.DrainAsync(scene.Node.ClusterAddress!, CancellationToken.None);
        await scene.UntilAsync("drained", "/health/ready", answer => Named(answer, "partitions").EndsWith("calls it back."));
        var (drained, _) = await QueryAsync(scene);
        await scene.Node.Control!.ResumeAsync(scene.Node.ClusterAddress!, CancellationToken.None);
        await scene.UntilAsync("ready again", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        scene.Options.Http.ReadyLagRecordsMax = -1; // Below what settings allow: no lag is within it.
        var (lagging, last) = await QueryAsync(scene);

        starting.ShouldBe(HttpStatusCode.ServiceUnavailable);
        before.GetProperty("missing").GetArrayLength().ShouldBe(4);
        Named(before, "model").ShouldContain("being loaded");
        working.ShouldBe(HttpStatusCode.OK);
        now.GetProperty("missing").GetArrayLength().ShouldBe(0);
        Named(now, "member").ShouldBe($"{scene.Node.ClusterAddress} is up.");
        Named(now, "lag").ShouldBe("The lag is 0 records; Http:ReadyLagRecordsMax is 50000.");
        drained.ShouldBe(HttpStatusCode.ServiceUnavailable);
        lagging.ShouldBe(HttpStatusCode.ServiceUnavailable);
        last.GetProperty("missing").EnumerateArray().Select(one => one.GetString()).ShouldBe(
            ["The lag is 0 records; Http:ReadyLagRecordsMax is -1."]);
        (await scene.Client.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static IEnumerable<string> Missing(ReadinessFacts facts) =>
        Readiness.Of(facts).Where(check => !check.Ok).Select(check => $"{check.Name}: {check.Detail}");

    private static string Named(JsonElement answer, string check) => answer.GetProperty("checks").EnumerateArray()
        .Single(one => one.GetProperty("name").GetString() == check).GetProperty("detail").GetString()!;

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> QueryAsync(HttpScene scene)
    {
        using var response = await scene.Client.GetAsync("/health/ready");
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }
}
