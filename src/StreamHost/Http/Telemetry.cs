using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using StreamReco.Stages.Batches;
using StreamReco.StreamHost.Metrics;

namespace StreamReco.StreamHost.Http;

/// <summary>
/// Export by OTLP, where OpenTelemetry's own variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to; the other
/// <c>OTEL_</c> variables count too (protocol, headers, intervals).
/// </summary>
internal sealed class Telemetry : IDisposable
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Spans of HTTP requests and their figures, by ASP.NET Core itself.</summary>
    private const string WebSource = "Microsoft.AspNetCore";
    private const string WebMeter = "Microsoft.AspNetCore.Hosting";

    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    private Telemetry(string node)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("streamreco", null, ProgramVersion.Text, false, node);
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(MetricCatalogue.Source, WebMeter).AddOtlpExporter().Build();
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource(RecommendationTrace.SourceName, WebSource).AddOtlpExporter().Build();
    }

    /// <returns>Null where nobody collects.</returns>
    public static Telemetry? Start(string node) =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable)) ? null : new Telemetry(node);

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }
}
