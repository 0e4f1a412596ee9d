using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StreamReco.StreamHost.Http.Metrics;

namespace StreamReco.StreamHost.Http;

/// <summary><c>/metrics</c>: Prometheus' page.</summary>
internal static class MetricsEndpoint
{
    public static void Map(WebApplication app) =>
        app.MapGet(
            "/metrics",
            (NodeMeters meters) => Results.Text(PrometheusPage.Render(meters.Meter), PrometheusPage.ContentType))
            .WithTags("figures").WithSummary("Metrics in Prometheus' text format.");
}
