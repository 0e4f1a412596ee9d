using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StreamReco.StreamHost.Http.Metrics;

namespace StreamReco.StreamHost.Http;

/// <summary><c>/metrics</c>: Prometheus' page.</summary>
internal static class MetricsEndpoint
{
    public static void Map(WebApplication app)
    {
        var meters = app.Services.GetRequiredService<NodeMeters>(); // made now: OTLP reads them without a request
        app.MapGet("/metrics", () => Results.Text(PrometheusPage.Render(meters.Meter), PrometheusPage.ContentType))
            .WithTags("figures").WithSummary("Metrics in Prometheus' text format.");
    }
}
