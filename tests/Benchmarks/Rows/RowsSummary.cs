using System.Globalization;
using System.Text;

namespace StreamReco.Benchmarks.Rows;

/// <summary>The report as text.</summary>
internal static class RowsSummary
{
    public static string Table(RowsReport report)
    {
        var text = new StringBuilder();
        text.AppendLine("row           clicks/s  CPU us (min..max)   broker us  B/click  answered  p50 ms  p99 ms");
        for (var i = 0; i < report.Rows.Count; i++)
        {
            var (row, detail) = (report.Rows[i], report.Details[i]);
            text.AppendLine(detail.Skipped is { } why
                ? $"{row.Name,-12}  left out: {why}"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Name,-12} {row.ClicksPerSecond,9:F0}  {row.CpuMicroseconds,6:F2} ({detail.CpuMin:F2}..{detail.CpuMax:F2})  {row.BrokerMicroseconds,9:F2} {row.BytesPerClick,8:F0} {row.AnsweredShare,9:F3} {row.P50,7:F1} {row.P99,7:F1}"));
            foreach (var latency in detail.Latencies)
            {
                text.AppendLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"    at {latency.Rate,6} clicks/s: p50 {latency.P50:F1}, p90 {latency.P90:F1}, p99 {latency.P99:F1} ms of {latency.Answers} answers"));
            }
        }

        text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"resident bytes a user (a shard of a million, 20 clicks, D 32): {report.ResidentBytesPerUser:F0}"));
        text.AppendLine(report.Machine).AppendLine(report.Versions).Append(report.Command);
        return text.ToString();
    }
}
