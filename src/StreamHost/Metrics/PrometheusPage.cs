using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace StreamReco.StreamHost.Metrics;

/// <summary>
/// A meter's instruments in Prometheus' text format 0.0.4: dots become underscores, the unit is spelt out at the end,
/// counters end in <c>_total</c>, a histogram has a line a bucket, its sum and its count (OpenTelemetry's rules of
/// translation).
/// </summary>
internal static class PrometheusPage
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Reads every instrument of a meter once.</summary>
    /// <param name="meter">The meter.</param>
    /// <param name="histograms">What its histograms have taken in.</param>
    public static string Render(Meter meter, HistogramTotals histograms)
    {
        var page = new StringBuilder();
        foreach (var (instrument, lines) in ReadObservable(meter))
        {
            Begin(page, instrument, instrument is ObservableCounter<double> ? "counter" : "gauge");
            foreach (var line in lines)
            {
                page.Append(NameOf(instrument)).Append(line).Append('\n');
            }
        }

        foreach (var (instrument, total) in histograms.All)
        {
            Begin(page, instrument, "histogram");
            foreach (var counts in total.Read())
            {
                Write(page, NameOf(instrument), total.Bounds, counts);
            }
        }

        return page.ToString();
    }

    /// <summary>A metric's name on the page.</summary>
    public static string NameOf(string name, string? unit, bool isCounter)
    {
        var suffix = unit switch { "s" => "_seconds", "By" => "_bytes", "1" when !isCounter => "_ratio", _ => "" };
        return name.Replace('.', '_') + suffix + (isCounter ? "_total" : "");
    }

    private static Dictionary<Instrument, List<string>> ReadObservable(Meter meter)
    {
        var values = new Dictionary<Instrument, List<string>>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter, meter) && instrument.IsObservable)
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

            lines.Add($"{Labels(tags)} {Number(value)}");
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return values;
    }

    private static string NameOf(Instrument instrument) =>
        NameOf(instrument.Name, instrument.Unit, instrument is ObservableCounter<double>);

    private static void Begin(StringBuilder page, Instrument instrument, string type)
    {
        var name = NameOf(instrument);
        page.Append("# HELP ").Append(name).Append(' ').Append(Escape(instrument.Description ?? "")).Append('\n');
        page.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    private static void Write(StringBuilder page, string name, IReadOnlyList<double> bounds, HistogramCounts counts)
    {
        KeyValuePair<string, object?>[] label = counts.Label.Key.Length > 0 ? [counts.Label] : [];
        for (var bucket = 0; bucket < counts.Cumulative.Count; bucket++)
        {
            var bound = bucket < bounds.Count ? bounds[bucket] : double.PositiveInfinity;
            page.Append(name).Append("_bucket").Append(Labels([.. label, new("le", Number(bound))])).Append(' ')
                .Append(counts.Cumulative[bucket]).Append('\n');
        }

        page.Append(name).Append("_sum").Append(Labels(label)).Append(' ').Append(Number(counts.Sum)).Append('\n');
        page.Append(name).Append("_count").Append(Labels(label)).Append(' ').Append(counts.Count).Append('\n');
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

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
