using StreamReco.Models.Content;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Scoring;
using StreamReco.Models.Tests.Content;
using StreamReco.Models.Tests.Training.Stack;

namespace StreamReco.Models.Tests.Evaluation;

public sealed class ColdEvaluationTests
{
    private static readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = 1 };
    private static readonly EvaluationSet _set =
        EvaluationFiles.LastSessions(ContentSamples.Clicks(items: 200, topics: 10, byContent: true), 0.3);

    [Fact]
    public void New_items_have_no_clicks_in_training_and_all_else_stays()
    {
        var split = ColdSplit.Of(_set, 0.2, seed: 1);
        var ids = split.New.Select(item => item.ItemId).ToHashSet();

        ids.Count.ShouldBe(40);
        split.Set.Train.Clicks.ShouldBe([.. _set.Train.Clicks.Where(click => !ids.Contains(click.ItemId))]);
        split.Set.Examples.ShouldBeSameAs(_set.Examples);
        split.Set.Train.Catalog.Count.ShouldBe(200);
        ColdSplit.Of(_set, 0.2, seed: 1).New.ShouldBe(split.New);
        ColdSplit.Of(_set, 0.2, seed: 2).New.ShouldNotBe(split.New);
    }

    [Fact]
    public void Items_without_clicks_are_found_with_content_and_never_without()
    {
        var split = ColdSplit.Of(_set, 0.2, seed: 1);
        var stack = TwoStageSamples.Stack(data: split.Set.Train);
        var blind = stack with { Parts = stack.Parts with { Content = stack.Parts.Content! with { Gate = ColdStartGate.Closed } } };
        using var graphs = new TwoStageGraphs(stack, new OnnxScorerOptions { Provider = "cpu", IntraOpThreads = 1 });
        var (clicks, with) = (split.TargetClicks(), new ColdEvaluator(stack, graphs, split, _parallel).Ranks());
        var without = new ColdEvaluator(blind, graphs, split, _parallel).Ranks();
        int[] cold = [.. Enumerable.Range(0, clicks.Length).Where(i => clicks[i] == 0)];

        cold.Length.ShouldBeGreaterThan(50);
        cold.ShouldAllBe(i => without[i] == 0);
        cold.Count(i => with[i] > 0).ShouldBeGreaterThan(cold.Length / 20);
        for (var i = 0; i < clicks.Length; i++)
        {
            if (without[i] > 0)
            {
                with[i].ShouldBeInRange(without[i], without[i] + (RankingMetrics.CutoffMax / 5)); // pushed back by those placed before it
            }
        }
    }
}
