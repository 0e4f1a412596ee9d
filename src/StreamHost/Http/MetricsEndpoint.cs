using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StreamReco.StreamHost.Metrics;

namespace StreamReco.StreamHost.Http;

/// <summary><c>/metrics</c>: Prometheus' page.</summary>
internal static class MetricsEndpoint
{
    public static void Map(WebApplication app)
    {
        _ = app.Services.GetRequiredService<NodeMeters>(); // made now: OTLP reads its instruments without a request
        var instruments = app.Services.GetRequiredService<NodeInstruments>();
        app.MapGet("/metrics", () => TypedResults.Text(
                PrometheusPage.Render(instruments.Meter, instruments.Totals), PrometheusPage.ContentType))
            .WithTags("figures").WithName("Metrics").WithSummary("Metrics in Prometheus' text format.");
    }
}
