using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>Experiments on searches: the list is made by a node, and the log says what it showed and what followed.</summary>
public sealed class SearchExperimentFoldTests
{
    private const long StartMs = 1_768_478_400_000;
    private const int Users = 30;
    private const int Half = ShareRange.Whole / 2;

    private static readonly Experiment _experiment = ExperimentSamples.Two("s", 1, Half, new ArmSettings { SearchRules = false });

    [Fact]
    public async Task A_search_that_is_shown_draws_its_user_and_a_click_that_names_it_is_credited()
    {
        var log = Started();
        Search(log);
        for (var user = 0; user < Users; user += 2)
        {
            log.Add(EventBytes.Of("select_item", $"u{user}", ["i2"], StartMs + 2_000, $"c{user}", search: $"q{user}"), StartMs);
            log.Add(EventBytes.Of("select_item", $"u{user}", ["i9"], StartMs + 2_000, $"d{user}", search: $"q{user}"), StartMs); // was not shown
        }

        using var owner = await OpenAsync(log);
        var ledger = owner.Fold.Experiments.Ledger;

        ledger.Count.ShouldBe(Users);
        for (var user = 0; user < Users; user++)
        {
            var unit = ledger.Find($"u{user}").ShouldNotBeNull();
            var enrolment = unit.Enrolments.ShouldHaveSingleItem();
            enrolment.Arm.ShouldBe(_experiment.ArmOf(System.Text.Encoding.UTF8.GetBytes($"u{user}")));
            (enrolment.Served, enrolment.Exposed, enrolment.Credited(FeedbackAction.Click)).ShouldBe((1, 1, user % 2 == 0 ? 1 : 0));
            (unit.Lists.ShouldHaveSingleItem().Surface, unit.Unmatched).ShouldBe((Surface.Search, user % 2 == 0 ? 1 : 0));
        }
    }

    [Fact]
    public async Task A_click_alone_makes_a_search_known_and_further_pages_of_it_are_one_list()
    {
        var log = Started();
        log.Add(EventBytes.Of("select_item", "u1", ["i2"], StartMs, "c", search: "q"), StartMs);
        log.Add(EventBytes.Of("search", "u2", ["i1", "i2"], StartMs, "s1", search: "q2"), StartMs);
        log.Add(EventBytes.Of("search", "u2", ["i3", "i4"], StartMs, "s2", search: "q2"), StartMs);
        using var owner = await OpenAsync(log);
        var ledger = owner.Fold.Experiments.Ledger;

        var clicked = ledger.Find("u1")!.Enrolments[0];
        (clicked.Served, clicked.Exposed, clicked.Credited(FeedbackAction.Click)).ShouldBe((1, 1, 1));
        (ledger.Find("u2")!.Enrolments[0].Served, ledger.Find("u2")!.Enrolments[0].Exposed).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Whoever_searches_gets_the_arm_that_the_log_will_draw_also_without_a_state_and_recommendations_have_none()
    {
        using var owner = await OpenAsync(Started());
        var state = owner.Fold;

        var arms = state.ArmsOf("u1", null, Surface.Search).Arms.ShouldHaveSingleItem();

        arms.Variant.ShouldBe(_experiment.Arms[_experiment.ArmOf("u1"u8)].Name);
        arms.Settings.ShouldBe(arms.Variant == "new" ? new ArmSettings { SearchRules = false } : null);
        state.RequestOf("u1", null).Request.Arms.Arms.ShouldBeEmpty();
        state.Experiments.Ledger.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Without_an_experiment_on_searches_a_click_that_names_one_is_credited_as_before()
    {
        var log = new PartitionLog().AddExperiment("r", ExperimentSamples.Json(ExperimentSamples.Two("r", 1, Half)), StartMs);
        log.Add(EventBytes.View("u1", "i1", StartMs, "v"), StartMs);
        log.Add(EventBytes.Of("view_item_list", "u1", ["i2"], StartMs + 1, "l", list: "0-1-A"), StartMs);
        log.Add(EventBytes.Of("select_item", "u1", ["i2"], StartMs + 2, "c", search: "q"), StartMs);
        using var owner = await OpenAsync(log);

        var unit = owner.Fold.Experiments.Ledger.Find("u1").ShouldNotBeNull();
        (unit.Enrolments[0].Credited(FeedbackAction.Click), unit.Enrolments[0].Implicit).ShouldBe((1, 1));
        unit.Lists.ShouldAllBe(list => list.Surface == Surface.Recommendations);
    }

    [Fact]
    public async Task An_experiment_keeps_its_surface()
    {
        var log = Started().AddExperiment("s", ExperimentSamples.Json(_experiment with { Version = 2 }), StartMs);
        using var owner = await OpenAsync(log);

        owner.Fold.Experiments.Refused.ShouldNotBeNull().ShouldContain("The surface of s changed");
    }

    private static PartitionLog Started() => new PartitionLog().AddExperiment(
        "s", ExperimentJson.Write(new ExperimentDefinition(_experiment, new ExperimentPlan { Surface = Surface.Search })), StartMs);

    private static void Search(PartitionLog log)
    {
        for (var user = 0; user < Users; user++)
        {
            log.Add(EventBytes.Of("search", $"u{user}", ["i1", "i2", "i3"], StartMs + 1_000, $"s{user}", search: $"q{user}"), StartMs);
        }
    }

    private static async Task<ShardHarness> OpenAsync(PartitionLog log)
    {
        var owner = await ShardHarness.OpenAsync(new ShardSetup(SmallModel.Create(items: 12)), new InMemoryShardSink(new InMemoryCommitLog()));
        await owner.RunAsync(log.Batches(0, [7]));
        return owner;
    }
}
