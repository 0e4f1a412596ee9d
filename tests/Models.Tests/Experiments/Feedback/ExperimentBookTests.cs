using System.Text;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.Models.Experiments.Statistics;
using static StreamReco.Models.Tests.Experiments.Feedback.FeedbackScene;

namespace StreamReco.Models.Tests.Experiments.Feedback;

public sealed class ExperimentBookTests
{
    private readonly ExperimentBook _book = new();

    [Fact]
    public void A_ramp_a_stop_and_a_repeated_record_leave_all_versions()
    {
        _book.Define(Version(1, 50_000)).ShouldBeNull();
        _book.Define(Version(2, 500_000)).ShouldBeNull();
        _book.Define(Version(2, 500_000)).ShouldBeNull();
        _book.Running.Select(running => running.Experiment.Version).ShouldBe([2]);

        _book.Define(Version(3, 500_000) with { IsRunning = false }).ShouldBeNull();

        _book.Running.ShouldBeEmpty();
        _book.VersionsOf(Id).Select(version => version.Experiment.Version).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void A_version_that_moves_units_is_refused_with_the_reason_and_changes_nothing()
    {
        _book.Define(Version(1, 500_000)).ShouldBeNull();

        _book.Define(Version(2, 50_000)).ShouldNotBeNull().ShouldContain("grows at its end only");

        _book.VersionsOf(Id).Count.ShouldBe(1);
    }

    [Fact]
    public void A_partition_that_was_added_later_takes_part_from_the_next_version_on()
    {
        _book.Define(Version(4, 50_000)).ShouldBeNull();

        _book.Running.ShouldHaveSingleItem().Experiment.Version.ShouldBe(4);
    }

    [Fact]
    public void There_is_room_for_eight_and_for_another_one_after_a_stopped_one_is_removed()
    {
        for (var i = 0; i < ExperimentBook.Max; i++)
        {
            _book.Define(new ExperimentDefinition(Two($"e{i}", i), new ExperimentPlan())).ShouldBeNull();
        }

        var one = new ExperimentDefinition(Two("one-more", 99), new ExperimentPlan());
        _book.Define(one).ShouldNotBeNull().ShouldContain("remove one");
        _book.Remove("e3").ShouldBeFalse("it runs");
        _book.Define(new ExperimentDefinition(Two("e3", 3, version: 2), new ExperimentPlan(), IsRunning: false)).ShouldBeNull();
        var changes = _book.Changes;
        _book.Remove("e3").ShouldBeTrue();
        _book.Changes.ShouldBe(changes + 1);
        _book.Define(one).ShouldBeNull();
    }

    [Theory]
    [InlineData(0, 0.01, 0, "alpha is 0")]
    [InlineData(0.05, 0, 0, "margin is 0")]
    [InlineData(0.05, 0.01, -1, "planned_units is -1")]
    public void A_plan_says_what_is_wrong_with_it(double alpha, double margin, long planned, string fault)
    {
        var plan = new ExperimentPlan { Alpha = alpha, Margin = margin, PlannedUnits = planned };

        _book.Define(new ExperimentDefinition(Two(), plan)).ShouldNotBeNull().ShouldContain(fault);
    }

    [Fact]
    public void A_definition_is_read_as_it_was_written()
    {
        var definition = new ExperimentDefinition(
            Two(), new ExperimentPlan { Surface = Surface.Search, Metric = ExperimentMetric.RevenuePerList, Rule = StopRule.GroupSequential, PlannedUnits = 9 },
            IsRunning: false);
        var text = ExperimentJson.Write(definition);

        var read = ExperimentJson.Parse(Encoding.UTF8.GetBytes(text));

        (read.Plan, read.IsRunning).ShouldBe((definition.Plan, false));
        ExperimentJson.Write(read).ShouldBe(text);
        text.ShouldContain("\"metric\":\"revenue_per_list\"");
    }

    [Fact]
    public void A_definition_without_a_plan_gets_the_usual_one_and_runs()
    {
        var read = ExperimentJson.Parse(Encoding.UTF8.GetBytes(ExperimentJson.Write(Two())));

        (read.Plan, read.IsRunning).ShouldBe((new ExperimentPlan(), true));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{\"id\":\"a\"}")]
    [InlineData("{\"id\":\"a\",\"version\":1,\"salt\":\"zz\",\"arms\":[]}")]
    [InlineData("{\"id\":\"a\",\"version\":1,\"salt\":\"00\",\"arms\":[],\"plan\":{\"metric\":\"luck\"}}")]
    public void Bytes_that_are_no_definition_are_refused(string text) =>
        Should.Throw<FormatException>(() => ExperimentJson.Parse(Encoding.UTF8.GetBytes(text)));

    private static ExperimentDefinition Version(int version, int share) => new(Two(version: version, share: share), new ExperimentPlan());
}
