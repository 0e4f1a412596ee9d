using System.Text.Json;
using StreamReco.Models.Data;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval.Factorization;
using StreamReco.Models.Training.Stack;

namespace StreamReco.Models.Tests.Training.Stack;

public sealed class TwoStageTrainerTests
{
    [Fact]
    public void The_stack_finds_what_follows_a_rule_and_says_what_it_chose()
    {
        var stack = TwoStageSamples.Stack();
        var queries = QuerySet.Of(EvaluationFiles.LastSessions(TwoStageSamples.Walks(), 0.3).Examples, false, stack.ItemIds);

        var ranks = TwoStageSamples.Ranks(stack, queries);

        ranks.Count(rank => rank is > 0 and <= 3).ShouldBeGreaterThan(queries.Count * 8 / 10);
        stack.Selection.Choices.Select(choice => choice.Part).ShouldBe(["knn", "knn, nearby", "rules", "slist", "taste"]);
        stack.Selection.Choices.ShouldAllBe(choice => choice.Tried.ContainsKey(choice.Chosen) && choice.Why.Length > 0);
        stack.Selection.Validation["queries"].ShouldBeGreaterThan(0);
    }

    [Fact]
    public void With_an_encoder_it_is_the_same_for_any_number_of_threads_and_another_for_another_seed()
    {
        var settings = TwoStageSamples.Settings with { Without = [] };

        var one = TwoStageSamples.Stack(settings);

        one.Plan.Sources.ShouldContain(source => source.Name == RankPlan.Encoder);
        TwoStageSamples.Stack(settings with { Threads = 3 }).Ranker.HiddenWeights.ShouldBe(one.Ranker.HiddenWeights);
        TwoStageSamples.Stack(settings with { Seed = 5 }).Ranker.HiddenWeights.ShouldNotBe(one.Ranker.HiddenWeights);
    }

    [Fact]
    public void What_the_protocol_asks_for_has_no_part_in_what_is_trained()
    {
        var set = EvaluationFiles.LeaveOneOut(TwoStageSamples.Walks());
        var other = EvaluationFiles.LeaveOneOut(WithOtherLastItems(TwoStageSamples.Walks()));
        var settings = TwoStageSamples.Settings with { Split = SplitKind.LastClicks, Refit = false };

        var stack = TwoStageSamples.Stack(settings, set.TrainWithValidation);
        var same = TwoStageSamples.Stack(settings, other.TrainWithValidation);

        set.Examples.Select(example => example.Target).ShouldNotBe(other.Examples.Select(example => example.Target));
        same.Ranker.HiddenWeights.ShouldBe(stack.Ranker.HiddenWeights);
        same.Parts.Log.Rows.ToArray().ShouldBe(stack.Parts.Log.Rows.ToArray());
        stack.Parts.Log.Clicks.ShouldBe(set.Train.Clicks.Count); // nor is the validation click, which chose and ranked
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(9, 1)]
    [InlineData(9, 3)]
    public void A_handful_of_sessions_trains_too(int users, int length)
    {
        var stack = TwoStageSamples.Stack(
            TwoStageSamples.Settings with { Without = [] }, TwoStageSamples.Walks(users, items: 5, length));

        var request = new RankRequest(stack.Plan.Layout());
        stack.Plan.Layout().Features.Count.ShouldBe(stack.Ranker.Features);
        stack.Ranker.Score(request);
    }

    [Fact]
    public void A_stack_that_goes_into_a_model_is_the_same_without_factors_of_its_own()
    {
        var data = TwoStageSamples.Walks(200, items: 100, length: 4); // of which taste is kept
        var settings = TwoStageSamples.Settings with { TasteOfModel = true };

        var model = TwoStageSamples.Model(TwoStageSamples.Stack(data: data), data);
        var spared = TwoStageSamples.Model(TwoStageSamples.Stack(settings, data), data);

        spared.Stack!.Plan.Sources.ShouldContain(source => source.Name == FactorizationSource.SourceName);
        spared.Manifest.Version.ShouldBe(model.Manifest.Version);
        spared.Stack.Parts.Taste!.Space.ShouldBeSameAs(spared.Items);
    }

    [Fact]
    public void Settings_are_told_in_json_that_a_manifest_can_hold()
    {
        var selection = TwoStageSamples.Stack().Selection;

        JsonSerializer.Serialize(selection).ShouldContain("best NDCG@20 of 9 on ");
    }

    private static ClickDataset WithOtherLastItems(ClickDataset data)
    {
        var last = data.Clicks.GroupBy(click => click.UserId).ToDictionary(user => user.Key, user => user.Last());
        return data with
        {
            Clicks = [.. data.Clicks.Select(click => click == last[click.UserId] ? click with { ItemId = "i1" } : click)],
        };
    }
}
