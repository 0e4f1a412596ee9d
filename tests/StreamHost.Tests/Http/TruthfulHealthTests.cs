using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>What a node depends on goes away and comes back: readiness and status name it each time.</summary>
public sealed class TruthfulHealthTests
{
    [Fact]
    public async Task A_state_database_that_is_away_is_named_and_so_is_its_return()
    {
        await using var scene = await HttpScene.ReadyAsync();
        var file = scene.Options.State.Connection;

        File.Move(file, file + ".away");
        var away = await UntilNamedAsync(scene, "database", "The state database is away");
        var status = await scene.GetAsync("/admin/v1/cluster");
        var metrics = await scene.Client.GetStringAsync("/metrics");
        File.Move(file + ".away", file);
        await scene.UntilAsync("ready again", "/health/ready", IsReady);

        away.ShouldContain(file);
        status.GetProperty("healthy").GetBoolean().ShouldBeFalse();
        Problems(status).ShouldContain(problem => problem.StartsWith(scene.Node.Name) && problem.Contains(file));
        metrics.ShouldContain("streamreco_node_ready_ratio 0\n");
        Problems(await scene.GetAsync("/admin/v1/cluster")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Brokers_that_are_away_are_named()
    {
        await using var scene = await HttpScene.StartAsync(options => options.Kafka.RequestTimeoutMs = 2_000);
        await scene.UntilAsync("ready", "/health/ready", IsReady);

        scene.Broker!.SetDown();
        var away = await UntilNamedAsync(scene, "broker", "cannot be reached");
        scene.Broker.SetUp();
        await scene.UntilAsync("ready again", "/health/ready", IsReady);

        away.ShouldStartWith($"Kafka at Kafka:Bootstrap '{scene.Options.Kafka.Bootstrap}'");
    }

    [Fact]
    public async Task A_node_that_is_ready_takes_its_first_event_in_one_round_trip_to_the_broker()
    {
        await using var scene = await HttpScene.StartAsync(options => (options.Http.RequestTimeoutMs, options.Http.ModelWaitMs) = (3_000, 1_000));
        await scene.UntilAsync("ready", "/health/ready", IsReady);
        var written = scene.Http.EventsWritten;

        scene.Broker!.SetRoundTripMs(500); // to connect, to learn the partitions, to get an id and to write would take longer than the answer may
        using var first = await scene.Client.PostAsJsonAsync("/v1/events", new { events = new[] { JsonDocument.Parse(HttpScene.Event("anna", "i1")).RootElement } });

        first.StatusCode.ShouldBe(HttpStatusCode.OK, await first.Content.ReadAsStringAsync());
        scene.Http.EventsWritten.ShouldBe(written + 1);
    }

    [Fact]
    public async Task Events_that_no_broker_acknowledges_are_answered_in_time_with_what_to_do()
    {
        await using var scene = await HttpScene.StartAsync(options => (options.Http.RequestTimeoutMs, options.Http.ModelWaitMs) = (16_000, 1_000));
        await scene.UntilAsync("ready", "/health/ready", IsReady);

        scene.Broker!.SetDown();
        using var away = await scene.Client.PostAsJsonAsync("/v1/events", new { events = new[] { JsonDocument.Parse(HttpScene.Event("anna", "i1")).RootElement } });
        var answer = await away.Content.ReadFromJsonAsync<JsonElement>();

        away.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, answer.ToString());
        answer.GetProperty("accepted").GetInt32().ShouldBe(0, answer.ToString());
        answer.GetProperty("events")[0].GetProperty("message").GetString().ShouldBe(
            $"Kafka has not acknowledged the event: no broker at {scene.Options.Kafka.Bootstrap} (Kafka:Bootstrap) answered in time, and it may have been "
            + "written all the same. Send it again under the same event_id.");
    }

    [Fact]
    public async Task A_deleted_topic_of_answers_is_said_as_that()
    {
        await using var scene = await HttpScene.ReadyAsync();
        var topic = scene.Options.Kafka.Recommendations;

        scene.Broker!.DeleteTopic(topic);
        var gone = await UntilNamedAsync(scene, "topics", topic);
        var status = await scene.GetAsync("/admin/v1/cluster");
        scene.Broker.CreateTopic(topic, 3);
        await scene.UntilAsync("ready again", "/health/ready", IsReady);

        gone.ShouldBe($"Topic '{topic}' (Kafka:Recommendations) is not there on {scene.Options.Kafka.Bootstrap} (Kafka:Bootstrap). "
            + $"Create it with: streamreco topics create --bootstrap {scene.Options.Kafka.Bootstrap}");
        Problems(status).ShouldContain($"{scene.Node.Name}: {gone}");
    }

    private static bool IsReady(JsonElement answer) => answer.GetProperty("status").GetString() == "ready";

    private static async Task<string> UntilNamedAsync(HttpScene scene, string check, string words)
    {
        var answer = await scene.UntilAsync($"{check} is named", "/health/ready", answer =>
            !IsReady(answer) && Of(answer, check) is { } one && !one.GetProperty("ok").GetBoolean()
                && one.GetProperty("detail").GetString()!.Contains(words, StringComparison.Ordinal));
        return Of(answer, check)!.Value.GetProperty("detail").GetString()!;
    }

    private static JsonElement? Of(JsonElement answer, string check) => answer.GetProperty("checks").EnumerateArray()
        .Single(one => one.GetProperty("name").GetString() == check);

    private static string[] Problems(JsonElement status) =>
        [.. status.GetProperty("problems").EnumerateArray().Select(one => one.GetString()!)];
}
