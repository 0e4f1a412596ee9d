using System.Globalization;
using System.Security;
using System.Text;
using StreamReco.Models.Evaluation;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>The table as a picture: for each headline metric a bar a row, with its 95 % interval. SVG by hand.</summary>
internal static class TwoStagePlot
{
    private const int Left = 150;
    private const int Width = 420;
    private const int RowHeight = 18;
    private const int Head = 34;

    public static void Write(string path, IReadOnlyList<JudgedRow> rows)
    {
        var panel = Head + (rows.Count * RowHeight);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Left + Width + 80}\" height=\"{(panel * JudgedRow.Headlines.Count) + 10}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        for (var i = 0; i < JudgedRow.Headlines.Count; i++)
        {
            Panel(svg, JudgedRow.Headlines[i], rows, i * panel);
        }

        File.WriteAllText(path, svg.Append("</svg>\n").ToString());
    }

    private static void Panel(StringBuilder svg, string metric, IReadOnlyList<JudgedRow> rows, int top)
    {
        var scale = Width / Math.Max(1e-9, rows.Max(row => row.Intervals[metric].High));
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"4\" y=\"{top + 20}\" font-weight=\"bold\">{metric}, %</text>\n");
        for (var i = 0; i < rows.Count; i++)
        {
            var (figure, y) = (rows[i].Intervals[metric], top + Head + (i * RowHeight));
            svg.Append(CultureInfo.InvariantCulture,
                $"<text x=\"{Left - 6}\" y=\"{y + 9}\" text-anchor=\"end\">{SecurityElement.Escape(rows[i].Name)}</text>"
                + $"<rect x=\"{Left}\" y=\"{y}\" width=\"{figure.Mean * scale:0.0}\" height=\"{RowHeight - 6}\" fill=\"#4a7ebb\"/>"
                + $"<line x1=\"{Left + (figure.Low * scale):0.0}\" x2=\"{Left + (figure.High * scale):0.0}\" y1=\"{y + 6}\" y2=\"{y + 6}\" stroke=\"#222\"/>"
                + $"<text x=\"{Left + (figure.High * scale) + 6:0.0}\" y=\"{y + 10}\">{figure.Mean * 100:0.00}</text>\n");
        }
    }
}
