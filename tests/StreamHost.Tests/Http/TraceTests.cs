using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Http;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Http;

public sealed class TraceTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(Parent, Parent)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", null)]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-01", null)]
    [InlineData("not a trace context, but as long as one, 55 characters!!!", null)]
    public void Only_a_valid_context_of_a_click_is_taken(string header, string? taken)
    {
        var record = new LogRecord(0, 0, null, [], [KeyValuePair.Create("traceparent", Encoding.ASCII.GetBytes(header))]);

        RecommendationTrace.Of(record).ShouldBe(taken);
        RecommendationTrace.Of(record with { Headers = null }).ShouldBeNull();
    }

    [Fact]
    public void An_outbound_record_carries_its_context_as_a_header()
    {
        var message = OutboundMessages.MessageOf(new OutboundRecord(OutboundTopic.Recommendations, [1], [2]) { TraceParent = Parent });

        Encoding.ASCII.GetString(message.Headers.Single(header => header.Key == "traceparent").GetValueBytes()).ShouldBe(Parent);
        OutboundMessages.MessageOf(new OutboundRecord(OutboundTopic.Recommendations, [1], [2])).Headers.ShouldBeNull();
    }

    [Fact]
    public async Task Metrics_and_spans_go_to_the_collector_that_OpenTelemetry_s_variables_name()
    {
        var seen = new ConcurrentDictionary<string, int>();
        await using var collector = await CollectorAsync(seen);
        (string Name, string Value)[] variables =
        [
            (Telemetry.EndpointVariable, collector.Urls.Single()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "60000"),
        ];
        foreach (var (name, value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        using var source = new ActivitySource(RecommendationTrace.SourceName);
        using var meter = new System.Diagnostics.Metrics.Meter(StreamHost.Metrics.MetricCatalogue.Source);
        var telemetry = Telemetry.Start("node-1");
        foreach (var (name, _) in variables)
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        meter.CreateCounter<long>("streamreco.test").Add(1);
        source.StartActivity(RecommendationTrace.ActivityName)?.Dispose();
        telemetry.ShouldNotBeNull();
        telemetry.Dispose(); // sends what is left

        seen.Keys.Order().ShouldBe(["/v1/metrics", "/v1/traces"]);
        Telemetry.Start("node-1").ShouldBeNull();
    }

    [Fact]
    public async Task A_trace_goes_from_the_event_s_request_through_the_click_to_the_answer()
    {
        await using var scene = await HttpScene.ReadyAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events")
        {
            Content = new StringContent(
                $$"""{"events":[{{Encoding.UTF8.GetString(HttpScene.Event("anna", "i1"))}}]}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("traceparent", Parent);

        using var response = await scene.Client.SendAsync(request);
        await Waiting.UntilAsync("answered", () => scene.Committed == 1, TimeSpan.FromSeconds(60));
        var answers = await TopicReader.ReadAllAsync(scene.Options.Kafka.Bootstrap, scene.Options.Kafka.Recommendations);

        response.IsSuccessStatusCode.ShouldBeTrue();
        var trace = Encoding.ASCII.GetString(answers.Single().Message.Headers.GetLastBytes("traceparent"));
        trace.ShouldStartWith(Parent[..35], customMessage: "the same trace; the span is one of the path's own where spans are collected");
    }

    private static async Task<WebApplication> CollectorAsync(ConcurrentDictionary<string, int> seen)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(http =>
        {
            seen.AddOrUpdate(http.Request.Path.Value!, 1, (_, count) => count + 1);
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return app;
    }
}
