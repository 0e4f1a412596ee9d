using System.Text;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Tests.Experiments;

/// <summary>Definitions as people write them and as the log has them.</summary>
public sealed class ExperimentDraftTests
{
    private const string Draft = """
        {"id":"varied","arms":[{"name":"today","ranges":[[0,500000]]},
         {"name":"varied","ranges":[[500000,1000000]],"settings":{"diversity_lambda":0.5,"boost_factor":2,"fresh":false}}],
         "plan":{"metric":"carts"}}
        """;

    [Fact]
    public void A_draft_gets_version_and_salt_and_reads_back_as_it_was_written()
    {
        var first = Parse(Draft, null);
        var json = ExperimentJson.Write(first);

        (first.Experiment.Version, first.Plan.Metric, first.IsRunning).ShouldBe((1, ExperimentMetric.Carts, true));
        first.Experiment.Salt.ToArray().ShouldBe(new byte[UnitHash.SaltBytes]);
        first.Experiment.Arms[1].Settings.ShouldBe(new ArmSettings { DiversityLambda = 0.5, BoostFactor = 2, Fresh = false });
        ExperimentJson.Write(ExperimentJson.Parse(Encoding.UTF8.GetBytes(json))).ShouldBe(json);
        json.IndexOf("\"version\"", StringComparison.Ordinal).ShouldBeLessThan(json.IndexOf("\"arms\"", StringComparison.Ordinal));
    }

    [Fact]
    public void A_draft_of_an_experiment_that_stands_is_its_next_version_with_its_salt_and_plan()
    {
        var drawn = Parse(Draft, null);
        var first = drawn with { Experiment = drawn.Experiment with { Salt = new byte[] { 1, 2 } } };
        var next = Parse("""{"id":"varied","arms":[{"name":"today","ranges":[[0,500000]]}],"running":false}""", first);

        (next.Experiment.Version, next.IsRunning, next.Plan.Metric).ShouldBe((2, false, ExperimentMetric.Carts));
        next.Experiment.Salt.ToArray().ShouldBe([1, 2]);
    }

    [Theory]
    [InlineData("""{"id":"e"}""")]
    [InlineData("""{"id":"e","arms":[{"name":"a","ranges":[[1]]}]}""")]
    [InlineData("""{"id":"e","arms":[],"unknown":1}""")]
    [InlineData("""{"id":"e","arms":[{"name":"a","ranges":[],"settings":{"diversity":1}}]}""")]
    [InlineData("""{"id":"e","arms":[{"name":"a","ranges":[],"settings":{"changes_search":true}}]}""")]
    [InlineData("""{"id":"e","arms":[{"name":"a","ranges":[],"settings":{"explore":{"slot":1,"share":0.1,"to":5,"learns":true}}}]}""")]
    [InlineData("null")]
    public void What_is_no_definition_is_refused(string json) => Should.Throw<FormatException>(() => Parse(json, null));

    [Fact]
    public void A_definition_of_the_log_has_its_version_and_salt() =>
        Should.Throw<FormatException>(() => ExperimentJson.Parse(Encoding.UTF8.GetBytes(Draft))).Message.ShouldContain("version");

    [Fact]
    public void Moments_make_the_sums_that_they_are_of()
    {
        var sums = UnitSums.Of(new UnitTotals(3, 7, 2)) + UnitSums.Of(new UnitTotals(long.MaxValue, 1, -4));

        UnitSums.OfMoments(sums.Moments).ShouldBe(sums);
    }

    private static ExperimentDefinition Parse(string json, ExperimentDefinition? newest) =>
        ExperimentJson.ParseDraft(Encoding.UTF8.GetBytes(json), _ => newest, () => new byte[UnitHash.SaltBytes]);
}
