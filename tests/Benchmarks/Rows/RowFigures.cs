using System.Text.Json.Serialization;

namespace StreamReco.Benchmarks.Rows;

/// <summary>What one run of a row took, as its process reports it.</summary>
internal sealed record RowFigures
{
    public double ClicksPerSecond { get; init; }

    public double CpuMicroseconds { get; init; }

    public double? BrokerMicroseconds { get; init; }

    public double? BytesPerClick { get; init; }

    public double? AnsweredShare { get; init; }

    public IReadOnlyList<RateLatency> Latencies { get; init; } = [];
}

/// <summary>From append to visible for a read-committed reader, every click answered, at a rate of clicks.</summary>
internal sealed record RateLatency(
    [property: JsonPropertyName("clicks_per_s")] int Rate,
    [property: JsonPropertyName("p50_ms")] double P50,
    [property: JsonPropertyName("p90_ms")] double P90,
    [property: JsonPropertyName("p99_ms")] double P99,
    [property: JsonPropertyName("answers")] long Answers);

/// <summary>A row of the report. A figure that was not taken is null.</summary>
internal sealed record ReportRow(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("clicks_per_s")] double? ClicksPerSecond,
    [property: JsonPropertyName("cpu_us_per_click")] double? CpuMicroseconds,
    [property: JsonPropertyName("broker_us_per_click")] double? BrokerMicroseconds,
    [property: JsonPropertyName("bytes_per_click")] double? BytesPerClick,
    [property: JsonPropertyName("answered_share")] double? AnsweredShare,
    [property: JsonPropertyName("p50_ms")] double? P50,
    [property: JsonPropertyName("p99_ms")] double? P99);

/// <summary>Beside a row: its spread over the rounds, and its latencies at each rate.</summary>
internal sealed record RowDetail(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("cpu_us_min")] double? CpuMin,
    [property: JsonPropertyName("cpu_us_max")] double? CpuMax,
    [property: JsonPropertyName("clicks_per_s_min")] double? RateMin,
    [property: JsonPropertyName("clicks_per_s_max")] double? RateMax,
    [property: JsonPropertyName("latencies")] IReadOnlyList<RateLatency> Latencies,
    [property: JsonPropertyName("skipped")] string? Skipped);

/// <summary>The report file.</summary>
internal sealed record RowsReport(
    [property: JsonPropertyName("rows")] IReadOnlyList<ReportRow> Rows,
    [property: JsonPropertyName("details")] IReadOnlyList<RowDetail> Details,
    [property: JsonPropertyName("resident_bytes_per_user")] double ResidentBytesPerUser,
    [property: JsonPropertyName("clicks")] int Clicks,
    [property: JsonPropertyName("latency_rate")] int LatencyRate,
    [property: JsonPropertyName("machine")] string Machine,
    [property: JsonPropertyName("versions")] string Versions,
    [property: JsonPropertyName("command")] string Command);
