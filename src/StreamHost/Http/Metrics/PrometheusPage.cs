using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace StreamReco.StreamHost.Http.Metrics;

/// <summary>
/// A meter's instruments in Prometheus' text format 0.0.4: dots become underscores, the unit is spelt out at the end,
/// counters end in <c>_total</c> (OpenTelemetry's rules of translation).
/// </summary>
internal static class PrometheusPage
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Reads every instrument of a meter once.</summary>
    public static string Render(Meter meter)
    {
        var page = new StringBuilder();
        var values = new Dictionary<Instrument, List<string>>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter, meter))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if (!values.TryGetValue(instrument, out var lines))
            {
                values[instrument] = lines = [];
            }

            lines.Add($"{Labels(tags)} {value.ToString("R", CultureInfo.InvariantCulture)}");
        });
        listener.Start();
        listener.RecordObservableInstruments();
        foreach (var (instrument, lines) in values)
        {
            Write(page, instrument, lines);
        }

        return page.ToString();
    }

    /// <summary>A metric's name on the page.</summary>
    public static string NameOf(string name, string? unit, bool isCounter)
    {
        var suffix = unit switch { "s" => "_seconds", "By" => "_bytes", "1" when !isCounter => "_ratio", _ => "" };
        return name.Replace('.', '_') + suffix + (isCounter ? "_total" : "");
    }

    private static void Write(StringBuilder page, Instrument instrument, List<string> lines)
    {
        var isCounter = instrument is ObservableCounter<double>;
        var name = NameOf(instrument.Name, instrument.Unit, isCounter);
        page.Append("# HELP ").Append(name).Append(' ').Append(Escape(instrument.Description ?? "")).Append('\n');
        page.Append("# TYPE ").Append(name).Append(isCounter ? " counter\n" : " gauge\n");
        foreach (var line in lines)
        {
            page.Append(name).Append(line).Append('\n');
        }
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var text = new StringBuilder("{");
        foreach (var (name, value) in tags)
        {
            text.Append(text.Length > 1 ? "," : "").Append(name).Append("=\"")
                .Append(Escape($"{value}").Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return text.Append('}').ToString();
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
