using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using StreamReco.StreamHost.Http;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Logging;
using StreamReco.StreamHost.Metrics;
using StreamReco.StreamHost.Options;
using StreamReco.TestKit;

namespace StreamReco.StreamHost.Tests.Metrics;

public sealed class MetricTests
{
    [Fact]
    public void Every_instrument_is_catalogued_and_nothing_else()
    {
        var published = new List<string>();
        using var log = new LogRing(TimeProvider.System);
        using var instruments = new NodeInstruments();
        using var limits = new ApiLimits(new HttpOptions(), instruments, TimeProvider.System);
        _ = new NodeMeters(new NodeContext(new StreamRecoOptions(), null, log, TimeProvider.System), limits, instruments);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (ReferenceEquals(instrument.Meter, instruments.Meter))
                {
                    published.Add(Line(instrument.Name, KindOf(instrument), instrument.Unit, instrument.Description));
                }
            },
        };
        listener.Start();

        published.Order().ShouldBe(
            MetricCatalogue.All.Select(m => Line(m.Name, m.Kind, m.Unit, m.Help)).Order());
    }

    [Fact]
    public void The_document_lists_the_catalogue()
    {
        var rows = Regex.Matches(
                File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "OPERATIONS.md")),
                @"^\| `(?<name>[a-z._]+)` \| (?<kind>[a-z]+) \| (?<unit>[^|]+) \| (?<label>[^|]*) \| (?<help>[^|]+) \|",
                RegexOptions.Multiline)
            .Select(row => string.Join('|', row.Groups.Values.Skip(1).Select(group => group.Value.Trim())));

        rows.Order().ShouldBe(MetricCatalogue.All
            .Select(m => $"{m.Name}|{m.Kind.ToString().ToLowerInvariant()}|{m.Unit}|{string.Join(", ", m.Labels)}|{m.Help}")
            .Order());
    }

    [Theory]
    [InlineData("streamreco.lag", "{record}", false, "streamreco_lag")]
    [InlineData("streamreco.records", "{record}", true, "streamreco_records_total")]
    [InlineData("streamreco.answer.latency", "s", false, "streamreco_answer_latency_seconds")]
    [InlineData("process.memory.usage", "By", false, "process_memory_usage_bytes")]
    [InlineData("streamreco.link.fill", "1", false, "streamreco_link_fill_ratio")]
    public void Names_are_translated_as_OpenTelemetry_says(string name, string unit, bool isCounter, string page) =>
        PrometheusPage.NameOf(name, unit, isCounter).ShouldBe(page);

    private static string Line(string name, MetricKind kind, string? unit, string? help) => $"{name} {kind} {unit} {help}";

    private static MetricKind KindOf(Instrument instrument) => instrument switch
    {
        ObservableCounter<double> => MetricKind.Counter,
        ObservableGauge<double> => MetricKind.Gauge,
        Histogram<double> => MetricKind.Histogram,
        _ => throw new ArgumentException($"{instrument.Name} is of no known kind."),
    };
}
