using System.Diagnostics.Metrics;
using StreamReco.StreamHost.Metrics;
using StreamReco.StreamHost.Tests.Http;

namespace StreamReco.StreamHost.Tests.Metrics;

public sealed class PrometheusPageTests
{
    /// <summary>Counts and gauges that show once there was something to count.</summary>
    private static readonly string[] _notYet =
    [
        "streamreco.snapshot.age", "streamreco.fields.omitted", "streamreco.catalog.faults", "streamreco.quality.rule.records",
        "streamreco.quality.alert",
    ];

    [Fact]
    public async Task The_page_of_a_node_is_well_formed_and_has_every_metric_with_its_type()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("u1", "i1"), ("u2", "i2"), ("u1", "i3"));
        await scene.GetAsync("/v1/recommendations/u1");
        await scene.GetAsync("/v1/trending");
        await scene.UntilAsync("counted", "/v1/figures", f => f.GetProperty("totals").GetProperty("read").GetDouble() == 3);

        var page = PrometheusText.Parse(await scene.Client.GetStringAsync("/metrics"));

        page.Families.Values.Select(family => $"{family.Name} {family.Type}: {family.Help}").Order().ShouldBe(
            MetricCatalogue.All.Where(metric => !_notYet.Contains(metric.Name)).Select(PageLine).Order());
        page.Value("streamreco_answer_latency_seconds_count").ShouldBe(3);
        page.Value("streamreco_commit_latency_seconds_count").ShouldBeInRange(1, 3);
        page.Value("streamreco_inference_latency_seconds_count", ("stage", "score")).ShouldBeGreaterThanOrEqualTo(1);
        page.Value("streamreco_query_latency_seconds_count", ("owner", "local")).ShouldBe(1);
        page.Value("streamreco_query_latency_seconds_count", ("owner", "remote")).ShouldBe(0);
        page.Value("streamreco_api_latency_seconds_count").ShouldBe(2);
        page.Value("streamreco_cluster_members", ("status", "up")).ShouldBe(1);
        page.Value("streamreco_cluster_members", ("status", "down")).ShouldBe(0);
        page.Value("streamreco_cluster_unreachable").ShouldBe(0);
        page.Value("streamreco_partition_entities", ("state", "live")).ShouldBe(3);
        page.Value("streamreco_partition_entities", ("state", "backoff")).ShouldBe(0);
        page.Value("streamreco_stream_restarts_total", ("cause", "broker")).ShouldBe(0);
        page.Value("streamreco_handover_duration_seconds_count", ("cause", "planned")).ShouldBe(0);
    }

    private static string PageLine(Metric metric) =>
        $"{PrometheusPage.NameOf(metric.Name, metric.Unit, metric.Kind == MetricKind.Counter)} "
        + $"{metric.Kind.ToString().ToLowerInvariant()}: {metric.Help}";

    [Fact]
    public void A_histogram_counts_each_value_in_its_bucket_and_all_above()
    {
        using var meter = new Meter("test");
        using var totals = new HistogramTotals(meter);
        var histogram = meter.CreateHistogram(
            "a.time", "s", "Time.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        foreach (var value in (double[])[-3, 0.5, 0.75, 1, 7])
        {
            histogram.Record(value, new KeyValuePair<string, object?>("of", "a \"b\"\\\n"));
        }

        var page = PrometheusPage.Render(meter, totals);

        PrometheusText.Parse(page);
        page.ShouldBe(
            """
            # HELP a_time_seconds Time.
            # TYPE a_time_seconds histogram
            a_time_seconds_bucket{of="a \"b\"\\\n",le="0.5"} 2
            a_time_seconds_bucket{of="a \"b\"\\\n",le="1"} 4
            a_time_seconds_bucket{of="a \"b\"\\\n",le="+Inf"} 5
            a_time_seconds_sum{of="a \"b\"\\\n"} 9.25
            a_time_seconds_count{of="a \"b\"\\\n"} 5

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_label_s_value_that_was_opened_shows_before_its_first_record_and_an_unlabelled_one_beside_it_does_not()
    {
        var total = new HistogramTotal([1]);
        total.Read().Single().Count.ShouldBe(0);

        total.Open(new("owner", "local"));

        total.Read().Select(counts => $"{counts.Label.Value} {counts.Count}").ShouldBe(["local 0"]);
        Should.Throw<ArgumentException>(() => total.Record(1, [new("a", "b"), new("c", "d")]));
    }

    [Fact]
    public void Bounds_ascend_and_only_histograms_have_them()
    {
        foreach (var metric in MetricCatalogue.All)
        {
            (metric.Buckets.Count > 0).ShouldBe(metric.Kind == MetricKind.Histogram, metric.Name);
            metric.Buckets.ShouldBe(metric.Buckets.Order().Distinct(), metric.Name);
            metric.Labels.ShouldNotContain("quantile", metric.Name);
        }
    }

    [Theory]
    [InlineData("# HELP a A.\n# TYPE a gauge\na 1\na 2\n", "comes twice")]
    [InlineData("# HELP a A.\na 1\n", "comes before its TYPE")]
    [InlineData("# HELP a A.\n# TYPE a gauge\nb 1\n", "does not belong")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na{x=\"1\"y=\"2\"} 1\n", "commas")]
    [InlineData("# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n", "counts fall")]
    [InlineData("# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 2\n", "+Inf and count differ")]
    [InlineData("# HELP a A.\n# TYPE a histogram\na_bucket{le=\"2\"} 1\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n", "bounds do not ascend")]
    public void The_reader_of_these_tests_refuses_a_page_that_is_wrong(string page, string why) =>
        Should.Throw<FormatException>(() => PrometheusText.Parse(page)).Message.ShouldContain(why);
}
