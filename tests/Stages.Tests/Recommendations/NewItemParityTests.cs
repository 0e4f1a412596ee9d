using StreamReco.Models.Data;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Ranking;
using StreamReco.Models.Scoring;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Recommendations.Rules;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Serving;
using StreamReco.TestKit.Scoring;

namespace StreamReco.Stages.Tests.Recommendations;

/// <summary>New items have the same places in an evaluation and in serving.</summary>
public sealed class NewItemParityTests
{
    private const int Seed = 3;

    [Fact]
    public void The_rank_of_a_target_offline_is_its_place_in_the_answer()
    {
        var model = PathModel.MakeStackWithContent();
        CatalogItem[] fresh = [.. Enumerable.Range(0, 40).Select(i => PathModel.ItemOf($"n{i}", i % 6))];
        var examples = Examples(fresh);
        var empty = new ClickDataset([], fresh, new Dictionary<string, long>(), null);
        var split = new ColdSplit(new EvaluationSet(empty, examples, ExcludeHistory: false), fresh);

        using var graphs = new TwoStageGraphs(model.Stack!, new OnnxScorerOptions { Provider = "cpu", IntraOpThreads = 1 });
        using var answers = new GraphAnswers(model.Stack!, graphs);
        var offline = new ColdEvaluator(model.Stack!, graphs, split, new ParallelOptions { MaxDegreeOfParallelism = 1 }).Ranks();
        var queries = QuerySet.Of(examples, false, model.Stack!.ItemIds);
        var serving = examples.Select(ServingRank(model, fresh, queries, answers)).ToArray();

        var isNew = examples.Select(example => example.Target[0] == 'n').ToArray();
        offline.Where((_, i) => isNew[i]).ShouldBe(serving.Where((_, i) => isNew[i]), $"seed {Seed}");
        serving.Where((rank, i) => isNew[i] && rank > 0).ShouldNotBeEmpty();
        var known = offline.Zip(serving).Where((pair, i) => !isNew[i] && pair.First is > 0 and <= RankingMetrics.CutoffMax).ToArray();
        known.ShouldAllBe(pair => pair.Second > 0 && pair.Second <= pair.First); // offline ties count against
        known.Count(pair => pair.Second == pair.First).ShouldBeGreaterThan(known.Length * 9 / 10);
    }

    private static EvaluationExample[] Examples(CatalogItem[] fresh)
    {
        var random = new Random(Seed);
        return
        [
            .. Enumerable.Range(0, 300).Select(user =>
            {
                var group = random.Next(6);
                HistoricClick[] prefix =
                [
                    .. Enumerable.Range(0, random.Next(1, 8)).Select(step => new HistoricClick(
                        $"u{user}", $"u{user}",
                        random.Next(5) == 0 ? fresh[random.Next(fresh.Length)].ItemId : $"i{(group * 10) + random.Next(10)}",
                        1_700_000_000_000 + (step * 1_000), EventType.ViewItem)),
                ];
                var target = random.Next(2) == 0 ? $"n{group + (6 * random.Next(6))}" : $"i{(group * 10) + random.Next(10)}";
                return new EvaluationExample($"u{user}", prefix, target);
            }).Where(example => example.Prefix.All(click => click.ItemId != example.Target)),
        ];
    }

    private static Func<EvaluationExample, int, int> ServingRank(
        Models.Artifacts.ModelArtifact model, CatalogItem[] fresh, QuerySet queries, GraphAnswers answers)
    {
        var catalog = new CatalogTable();
        Array.ForEach(fresh, catalog.Put);
        var options = new RerankOptions { Items = RankingMetrics.CutoffMax, DiversityLambda = 1, Seen = SeenPolicy.Keep, CandidatesMax = 160 };
        var stage = new RerankStage(options, RerankRules.Open(options), model, catalog, model.Stack!.Parts.Content);
        var fold = new ExampleFold(model.Items, new UserStateOptions());
        return (example, query) =>
        {
            var request = new ShardModel(new LoadedModel(model, new ScoredElsewhere()), 50).Requests.Rent();
            request.Fill(fold.Fold(example), new RequestContext(0, 0, 0, null, []));
            if (!queries[query].Rows.IsEmpty)
            {
                answers.Answer(queries, query, query + 1, (_, ranking) => Fill(ranking, request));
            }

            var ids = stage.Rank(request).Select(item => item.ItemId).ToList();
            return ids.IndexOf(example.Target) + 1;
        };
    }

    private static void Fill(RankRequest ranking, RecommendationRequest request)
    {
        Span<int> order = stackalloc int[ranking.Count];
        RankOrder.Write(ranking, order);
        request.Features.CandidateCount = Math.Min(order.Length, request.Features.CandidateRows.Length);
        for (var i = 0; i < request.Features.CandidateCount; i++)
        {
            request.Features.CandidateRows[i] = ranking.Rows[order[i]];
            request.Features.CandidateScores[i] = ranking.Scores[order[i]];
        }
    }
}
