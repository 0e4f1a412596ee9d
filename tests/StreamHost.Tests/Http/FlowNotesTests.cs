using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Sampling;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Tests.Http;

public sealed class FlowNotesTests
{
    private static readonly Tally _lately = new(500, 500, 0, 0, 0, 400, 0);

    [Fact]
    public void A_node_that_keeps_up_has_nothing_to_note() => FlowNotes.Of(Figures(lag: 200, backpressure: null), _lately).ShouldBeEmpty();

    [Fact]
    public void Catching_up_says_how_far_and_how_long() =>
        FlowNotes.Of(Figures(lag: 58_500, backpressure: null), _lately).ShouldBe(
            ["Catching up: 58,500 records behind in 1 partitions, at 500 records/s about 117 s to go."]);

    [Fact]
    public void A_busy_model_is_told_from_a_slow_commit()
    {
        FlowNotes.Of(Figures(0, "inference"), _lately).ShouldBe(["The model is busy: what waits for inference fills its queue."]);
        FlowNotes.Of(Figures(0, "commit"), _lately).ShouldBe(["What waits for commit fills its queue."]);
    }

    [Fact]
    public void History_that_is_played_says_where_its_latency_begins() =>
        FlowNotes.Of(Figures(0, null) with { LatencyMs = new LatencyFigures(1, 1, 1, 9) { OfHistory = 4 } }, _lately).ShouldBe(
            ["History is being read: the latency of records older than a minute begins where they were read."]);

    [Fact]
    public void Rates_are_the_mean_of_the_last_seconds_and_not_the_last_one()
    {
        var history = new MetricsHistory();
        history.Mean(10).ShouldBeNull();
        foreach (var rate in (double[])[1_000, 100, 0, 200])
        {
            history.Add(Figures(0, null) with { Rates = new Tally(rate, rate, 0, 0, 0, 0, 0) });
        }

        history.Mean(3)!.Read.ShouldBe(100);
        history.Mean(10)!.Read.ShouldBe(325);
    }

    [Fact]
    public void A_cluster_that_is_not_well_always_says_why()
    {
        var entry = new NodeEntry("g", "n1", "http://n1", "running", 0, 0);
        var well = new NodeAnswer("n1", "http://n1", "n1:1", "1", true, [], Figures(0, null));
        var live = Shard("live");

        ClusterProblems.Of([(entry, well)], [live]).ShouldBeEmpty();
        ClusterProblems.Of([(entry, well)], []).ShouldBe(["The number of partitions is not known: the brokers have not answered yet."]);
        ClusterProblems.Of([(entry, null)], [live]).ShouldBe(["n1: does not answer at http://n1."]);
        ClusterProblems.Of([(entry, well with { Ready = false, Missing = ["The lag is 9."] })], [live]).ShouldBe(["n1: The lag is 9."]);
        ClusterProblems.Of([(entry, well)], [Shard("unowned")]).ShouldBe(["Partition 0 has no owner."]);
        ClusterProblems.Of(
            [(entry, well with { Ready = false, Missing = ["It is drained."], Figures = Figures(0, null) with { Phase = NodePhase.Drained } })],
            [live]).ShouldBeEmpty("it was drained on purpose");
    }

    private static ShardAnswer Shard(string state) => new(0, "n1", state, 1, 0, 0, 0, null, 0, null, null, false);

    private static NodeFigures Figures(long lag, string? backpressure) => new(
        DateTimeOffset.UnixEpoch, "n1", NodePhase.Running, 1, null, null, new Tally(0, 0, 0, 0, 0, 0, 0), new Tally(0, 0, 0, 0, 0, 0, 0),
        new Dictionary<string, double>(), new Dictionary<string, double>(), [], new LatencyFigures(0, 0, 0, 0), lag, [], backpressure,
        new InferenceFigures(0, 0, 0, 0, 1),
        [new ShardFigures(0, 1, 0, lag, lag, 0, false, null, 0, 0, false, 0, 0, null, [])], new ProcessFigures(0, 0, 0, 0));
}
