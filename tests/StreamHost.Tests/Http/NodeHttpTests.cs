using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Tests.Http;

public sealed class NodeHttpTests
{
    [Fact]
    public async Task A_node_is_live_at_once_and_ready_when_its_partitions_flow()
    {
        await using var scene = await HttpScene.ListenAsync();

        (await scene.Client.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var before = await scene.Client.GetAsync("/health/ready");
        await scene.StartNodeAsync();
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");

        before.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await before.Content.ReadAsStringAsync()).ShouldContain("being loaded");
        (await scene.Client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Figures_metrics_and_stream_tell_the_same_counts()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("u1", "i1"), ("u2", "i2"), ("u1", "i3"));

        var figures = await scene.UntilAsync(
            "counted", "/v1/figures", f => f.GetProperty("totals").GetProperty("read").GetDouble() == 3);
        var metrics = await scene.Client.GetStringAsync("/metrics");
        var streamed = await FirstEventAsync(scene.Client);

        figures.GetProperty("totals").GetProperty("applied").GetDouble().ShouldBe(3);
        figures.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("in").GetDouble())
            .ShouldAllBe(count => count == 3);
        figures.GetProperty("shards").GetArrayLength().ShouldBe(3);
        metrics.ShouldContain("streamreco_records_total{outcome=\"applied\"} 3\n");
        metrics.ShouldContain("streamreco_partitions 3\n");
        streamed.GetProperty("totals").GetProperty("read").GetDouble().ShouldBe(3);
    }

    [Fact]
    public async Task A_taken_port_is_one_clear_line()
    {
        await using var first = await HttpScene.ListenAsync();
        var port = new Uri(first.Http.Url).Port;

        var fault = await Should.ThrowAsync<HttpStartException>(() => HttpScene.ListenAsync(http => http.Port = port));

        fault.Message.ShouldBe(
            $"Http:Port {port} (--http-port) is taken on 127.0.0.1; set another, or 0 for any free one.");
    }

    [Theory]
    [InlineData("Host", "shop.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("Origin", "http://shop.example", HttpStatusCode.Forbidden)]
    [InlineData("Host", "localhost:1", HttpStatusCode.OK)]
    public async Task Pages_of_other_sites_are_kept_out(string header, string value, HttpStatusCode status)
    {
        await using var scene = await HttpScene.ListenAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.TryAddWithoutValidation(header, value);

        (await scene.Client.SendAsync(request)).StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task What_is_not_there_is_said_as_problem_json_under_a_strict_policy()
    {
        await using var scene = await HttpScene.ListenAsync();

        var response = await scene.Client.GetAsync("/nothing");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetInt32().ShouldBe(404);
    }

    private static async Task<JsonElement> FirstEventAsync(HttpClient client)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        await using var stream = await client.GetStreamAsync("/v1/stream", patience.Token);
        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync(patience.Token)).ShouldBe("event: figures");
        var data = await reader.ReadLineAsync(patience.Token);
        return JsonDocument.Parse(data!["data: ".Length..]).RootElement;
    }
}
