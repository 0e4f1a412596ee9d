using StreamReco.Models.Artifacts;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Ranking;
using StreamReco.Models.Scoring;
using StreamReco.Stages;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Recommendations.Rules;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Serving;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>One set of rules whose answers are judged.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Rule">The rule that is left out; null for none.</param>
/// <param name="Rules">The rules.</param>
internal sealed record RuleVariant(string Name, string? Rule, RerankRules Rules);

/// <summary>
/// Answers the predictions with the stage that serves, once under all rules and once without each. A rule's cost is what the
/// answers gain without it.
/// </summary>
internal sealed class RuleCosts
{
    private const int BlockSize = 64;

    private readonly EvaluationSet _set;
    private readonly ModelArtifact _model;
    private readonly PipelineOptions _options;
    private readonly ParallelOptions _parallel;

    /// <param name="set">The predictions.</param>
    /// <param name="model">A model with a stack.</param>
    /// <param name="options">The settings of re-ranking, the rules file among them.</param>
    /// <param name="parallel">Threads, and the token that stops it.</param>
    /// <exception cref="RerankRulesException">The rules file is missing, or a rule is wrong.</exception>
    public RuleCosts(EvaluationSet set, ModelArtifact model, PipelineOptions options, ParallelOptions parallel)
    {
        (_set, _model, _options, _parallel) = (set, model, options, parallel);
        Stack = TwoStageEvaluation.AsAsked(set, model.Stack!);
        Variants = VariantsOf(options.Rerank);
    }

    /// <summary>The stack that answers.</summary>
    public TwoStageModel Stack { get; }

    /// <summary>All rules first, then without each, then none but those of the protocol.</summary>
    public IReadOnlyList<RuleVariant> Variants { get; }

    /// <summary>The rank of each prediction's target by variant; 0 where the answer lacks it.</summary>
    /// <param name="graphs">The stack's graphs.</param>
    /// <param name="progress">Receives the predictions done.</param>
    public int[][] Ranks(TwoStageGraphs graphs, Action<int> progress)
    {
        var queries = QuerySet.Of(_set.Examples, _set.ExcludeHistory, Stack.ItemIds);
        var ranks = Variants.Select(_ => new int[queries.Count]).ToArray();
        var done = 0;
        Parallel.For(0, (queries.Count + BlockSize - 1) / BlockSize, _parallel, () => new Bench(this, graphs), (block, _, bench) =>
        {
            var end = Math.Min(queries.Count, (block + 1) * BlockSize);
            bench.Answer(queries, block * BlockSize, end, ranks);
            progress(Interlocked.Add(ref done, end - (block * BlockSize)));
            return bench;
        }, static bench => bench.Dispose());
        return ranks;
    }

    private static RuleVariant[] VariantsOf(RerankOptions options)
    {
        var all = RerankRules.Open(options);
        var relevance = new RerankOptions
        {
            Items = options.Items,
            Seen = options.Seen,
            CandidatesMax = options.CandidatesMax,
            DiversityLambda = 1,
        };
        var rules = Enumerable.Range(0, all.Count).Select(i => all[i]).ToArray();
        return
        [
            new("all rules", null, all),
            .. rules.Where(rule => rule.Kind != RuleKind.Availability && (rule.Kind != RuleKind.Seen || rule.Policy != options.Seen))
                .Select(rule => new RuleVariant($"without {rule.Name}", rule.Name, all.Without(relevance, rule.Name))),
            new("no rules", null, new RerankRules(relevance, [], 0)),
        ];
    }

    /// <summary>The tools of one thread.</summary>
    private sealed class Bench : IDisposable
    {
        private readonly RuleCosts _costs;
        private readonly GraphAnswers _answers;
        private readonly RerankStage[] _stages;
        private readonly RecommendationRequest _request;
        private readonly ExampleFold _fold;

        public Bench(RuleCosts costs, TwoStageGraphs graphs)
        {
            _costs = costs;
            _answers = new GraphAnswers(costs.Stack, graphs);
            _stages =
            [
                .. costs.Variants.Select(variant => new RerankStage(
                    costs._options.Rerank, variant.Rules, costs._model, new CatalogTable())),
            ];
            _request = new ShardModel(new LoadedModel(costs._model, new ScoredElsewhere()), costs._options.UserState.RecentItemsMax)
                .Requests.Rent();
            _fold = new ExampleFold(costs._model.Items, costs._options.UserState);
        }

        public void Answer(QuerySet queries, int first, int end, int[][] ranks) =>
            _answers.Answer(queries, first, end, (query, request) =>
            {
                var example = _costs._set.Examples[query];
                Fill(example, request);
                for (var variant = 0; variant < _stages.Length; variant++)
                {
                    ranks[variant][query] = RankOf(_stages[variant].Rank(_request), example);
                }
            });

        public void Dispose() => _answers.Dispose();

        private void Fill(EvaluationExample example, RankRequest request)
        {
            var user = _fold.Fold(example);
            _request.Fill(user, new RequestContext(0, user.LastEventMs, 0, null, []));
            var features = _request.Features;
            Span<int> order = stackalloc int[request.Count];
            RankOrder.Write(request, order);
            features.CandidateCount = Math.Min(order.Length, features.CandidateRows.Length);
            for (var i = 0; i < features.CandidateCount; i++)
            {
                features.CandidateRows[i] = request.Rows[order[i]];
                features.CandidateScores[i] = request.Scores[order[i]];
            }
        }

        /// <summary>The target's place among the items that may count: the history's do not where the protocol leaves them out.</summary>
        private int RankOf(IReadOnlyList<RankedItem> answer, EvaluationExample example)
        {
            var rank = 0;
            foreach (var item in answer)
            {
                var counts = !_costs._set.ExcludeHistory || !example.Prefix.Any(click => click.ItemId == item.ItemId);
                rank += counts ? 1 : 0;
                if (counts && item.ItemId == example.Target)
                {
                    return rank;
                }
            }

            return 0;
        }
    }
}
