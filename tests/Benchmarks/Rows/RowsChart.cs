using System.Globalization;
using System.Security;
using System.Text;

namespace StreamReco.Benchmarks.Rows;

/// <summary>The report as a picture: CPU of program and broker a click, a bar a row. SVG by hand.</summary>
internal static class RowsChart
{
    private const int Left = 150;
    private const int Width = 420;
    private const int RowHeight = 24;
    private const int Head = 34;

    /// <summary>Draws the rows that were run.</summary>
    public static string Draw(RowsReport report)
    {
        var rows = report.Rows.Where(row => row.CpuMicroseconds is not null).ToList();
        var height = Head + (rows.Count * RowHeight) + 30;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Left + Width + 120}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        svg.Append("<text x=\"4\" y=\"20\" font-weight=\"bold\">CPU a click, microseconds: program, and broker (grey)</text>\n");
        var scale = Width / Math.Max(1e-9, rows.Select(Total).DefaultIfEmpty(1).Max());
        for (var i = 0; i < rows.Count; i++)
        {
            Bar(svg, rows[i], Head + (i * RowHeight), scale);
        }

        svg.Append(CultureInfo.InvariantCulture,
            $"<text x=\"4\" y=\"{height - 10}\" fill=\"#666\">{SecurityElement.Escape(report.Machine)}</text>\n</svg>\n");
        return svg.ToString();
    }

    private static double Total(ReportRow row) => row.CpuMicroseconds!.Value + (row.BrokerMicroseconds ?? 0);

    private static void Bar(StringBuilder svg, ReportRow row, int y, double scale)
    {
        var program = row.CpuMicroseconds!.Value * scale;
        var broker = (row.BrokerMicroseconds ?? 0) * scale;
        svg.Append(CultureInfo.InvariantCulture,
            $"<text x=\"{Left - 6}\" y=\"{y + 13}\" text-anchor=\"end\">{SecurityElement.Escape(row.Name)}</text>"
            + $"<rect x=\"{Left}\" y=\"{y}\" width=\"{program:0.0}\" height=\"{RowHeight - 6}\" fill=\"#4a7ebb\"/>"
            + $"<rect x=\"{Left + program:0.0}\" y=\"{y}\" width=\"{broker:0.0}\" height=\"{RowHeight - 6}\" fill=\"#bbb\"/>"
            + $"<text x=\"{Left + program + broker + 6:0.0}\" y=\"{y + 13}\">{row.CpuMicroseconds:0.00}</text>\n");
    }
}
