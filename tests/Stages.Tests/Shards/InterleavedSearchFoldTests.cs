using System.Text;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Interleaving;
using StreamReco.Models.Experiments.Statistics;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>
/// Searches whose lists two arms made together: a node draws them, and their ids say whose item each is. Cuts and crashes are those of
/// <see cref="FoldPropertyTests"/>, whose logs have such searches too.
/// </summary>
public sealed class InterleavedSearchFoldTests
{
    private const long StartMs = 1_768_478_400_000;
    private const int Half = ShareRange.Whole / 2;

    private static readonly ArmSettings _plain = new() { SearchPersonal = false };
    private static readonly ExperimentPlan _interleave = new() { Surface = Surface.Search, Interleave = true };
    private static readonly int[] _first = [0, 1, 2, 3, 4, 5];
    private static readonly int[] _second = [0, 5, 4, 3, 2, 1];

    [Fact]
    public async Task The_node_is_told_both_arms_of_a_search_and_that_they_make_it_together()
    {
        using var owner = await OpenAsync(Started());

        var arms = owner.Fold.ArmsOf("u1", null, Surface.Search);

        var own = arms.Arms.ShouldHaveSingleItem();
        (own.Variant, own.Propensity).ShouldBe(("interleaved", 1));
        var other = arms.Interleaved.ShouldNotBeNull().Arms;
        new[] { arms.Settings, other.Settings }.ShouldBe([_plain, null], ignoreOrder: true);
        owner.Fold.ArmsOf("u1", null, Surface.Recommendations).Arms.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0.5, VerdictKind.Better)]
    [InlineData(0.3, VerdictKind.NotEnough)]
    public async Task A_click_is_credited_to_the_arm_that_put_the_item_there_and_a_planted_preference_is_found(double ofSecond, VerdictKind expected)
    {
        var (log, planted) = (Started(), new PlantedPreference(ofSecond));
        for (var i = 0; i < PlantedPreference.Shoppers; i++)
        {
            var (list, id) = Search($"q{i}");
            log.Add(EventBytes.Of("search", $"u{i}", [.. list.Select(place => $"i{place.Item}")], StartMs + i, $"s{i}", search: id), StartMs + i);
            foreach (var (item, team) in list)
            {
                if (planted.IsClicked(team))
                {
                    log.Add(EventBytes.Of("select_item", $"u{i}", [$"i{item}"], StartMs + i, $"c{i}-{item}", search: id), StartMs + i);
                }
            }
        }

        using var owner = await OpenAsync(log);
        await planted.ShouldBeFoundAsync(owner, log, "s", StartMs, expected);
        Outcome.OfIncidents(Setup(), log, [new Step(200, Incident.SnapshotThenCrash), new Step(300, Incident.Crash)])
            .ShouldEqual(Outcome.OfOneBatch(Setup(), log));
    }

    [Fact]
    public async Task An_action_that_names_no_list_under_the_experiment_has_no_team()
    {
        var log = new PartitionLog()
            .AddExperiment("r", ExperimentSamples.Json(ExperimentSamples.Two("r", 1, Half, new ArmSettings { DiversityLambda = 0 }), plan: new ExperimentPlan { Interleave = true }), StartMs);
        log.Add(EventBytes.View("u1", "i1", StartMs, "v"), StartMs);
        log.Add(EventBytes.Of("view_item_list", "u1", ["i5"], StartMs + 1, "l", list: "0-1-A"), StartMs);
        log.Add(EventBytes.Of("select_item", "u1", ["i5"], StartMs + 2, "c", search: Search("q1").Id), StartMs);
        using var owner = await OpenAsync(log);

        var enrolment = owner.Fold.Experiments.Ledger.Find("u1")!.Enrolments.ShouldHaveSingleItem();

        (enrolment.Credited(FeedbackAction.Click), enrolment.Implicit).ShouldBe((1, 1));
        (enrolment.FirstTeamClicks, enrolment.SecondTeamClicks).ShouldBe((0, 0));
    }

    [Fact]
    public async Task One_pair_of_arms_makes_the_lists_of_each_surface_and_rules_are_no_arm_of_it()
    {
        var log = Started()
            .AddExperiment("r", ExperimentSamples.Json(ExperimentSamples.Two("r", 1, Half, new ArmSettings { DiversityLambda = 0 }), plan: new ExperimentPlan { Interleave = true }), StartMs);
        using var owner = await OpenAsync(log);
        owner.Fold.Experiments.Book.Running.Select(running => running.Experiment.Id).ShouldBe(["r", "s"]);

        log.AddExperiment("t", ExperimentSamples.Json(ExperimentSamples.Two("t", 1, Half, _plain), plan: _interleave), StartMs);
        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
        owner.Fold.Experiments.Refused.ShouldBe("t at offset 2: t interleaves, and s does already; stop that first.");

        log.AddExperiment("v", ExperimentSamples.Json(ExperimentSamples.Two("v", 1, Half, new ArmSettings { SearchRules = false }), plan: _interleave), StartMs);
        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
        owner.Fold.Experiments.Refused.ShouldNotBeNull().ShouldContain("rules hold in the list of both arms");
    }

    [Fact]
    public async Task An_erased_user_takes_the_clicks_of_both_arms_along()
    {
        var (with, without) = (Started(), Started());
        var id = Search("q1").Id;
        with.Add(EventBytes.Of("select_item", "u1", ["i5"], StartMs, "c", search: id), StartMs);
        using var owner = await OpenAsync(with);
        owner.Fold.Experiments.Ledger.Find("u1")!.Enrolments[0].ShouldSatisfyAllConditions(
            unit => (unit.FirstTeamClicks + unit.SecondTeamClicks).ShouldBe(1));
        with.AddErasure("u1", StartMs + 1);
        without.Skip(2);
        with.Add(EventBytes.Of("select_item", "u2", ["i4"], StartMs + 2, "d", search: id), StartMs + 2);
        without.Add(EventBytes.Of("select_item", "u2", ["i4"], StartMs + 2, "d", search: id), StartMs + 2);

        await owner.RunAsync(with.Slice(owner.NextOffset, with.NextOffset));
        using var never = await OpenAsync(without);

        ExperimentSamples.BytesOf(owner).ShouldBe(ExperimentSamples.BytesOf(never));
    }

    /// <summary>As a node draws it: the first page of two rankings of one search, and its id.</summary>
    private static (List<(int Item, Team Team)> List, string Id) Search(string id)
    {
        var list = TeamDraft.Draft(_first, _second, 4, Encoding.UTF8.GetBytes(id));
        return (list, id + AnswerCode.Write([null], [.. list.Select(place => (ShownList.HashOfItem($"i{place.Item}"), place.Team))]));
    }

    private static PartitionLog Started() => new PartitionLog().AddExperiment(
        "s", ExperimentSamples.Json(ExperimentSamples.Two("s", 1, Half, _plain), plan: _interleave), StartMs);

    private static ShardSetup Setup() => new(SmallModel.Create(items: 12));

    private static async Task<ShardHarness> OpenAsync(PartitionLog log)
    {
        var owner = await ShardHarness.OpenAsync(Setup(), new InMemoryShardSink(new InMemoryCommitLog()));
        await owner.RunAsync(log.Batches(0, [7]));
        return owner;
    }
}
