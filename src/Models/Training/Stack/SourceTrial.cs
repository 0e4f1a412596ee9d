using StreamReco.Models.Evaluation;
using StreamReco.Models.Ranking;
using StreamReco.Models.Training.Ranker;

namespace StreamReco.Models.Training.Stack;

/// <summary>
/// What a source is worth to the whole: small rankers with and without it on a sample of the validation part, each query
/// judged by a ranker that has not learned from it.
/// </summary>
internal sealed class SourceTrial(
    QuerySet later, Func<RankPlan, Func<TwoStageWorker>> open, RankerSettings ranker, ParallelOptions parallel)
{
    /// <summary>Standard error of a difference of MRR over so many queries: about 0.1 points.</summary>
    private const int QueriesMax = 8000;

    private const int Folds = 4;
    private const int Epochs = 6;

    private readonly QuerySet _sample = later.Spread(QueriesMax);

    /// <summary>HR@20 + MRR@20 of a plan; 0 where there is nothing to learn from.</summary>
    public double Judge(RankPlan plan)
    {
        var examples = ExampleCollector.Collect(_sample, plan.Layout().Features.Count, open(plan), parallel, null);
        if (examples.Count < Folds)
        {
            return 0;
        }

        var settings = ranker with
        {
            Members = Folds,
            HeldOutShare = 1.0 / Folds,
            EpochsMax = Epochs,
            Threads = parallel.MaxDegreeOfParallelism,
        };
        var (_, best) = new RankerTrainer(settings).Train(examples, null, parallel.CancellationToken);
        return (best.HitRate20 + best.ReciprocalRank20) * examples.Coverage;
    }

    /// <summary>The plan without a source if it is no worse, and why.</summary>
    /// <param name="plan">The plan with it.</param>
    /// <param name="source">The source.</param>
    public (RankPlan Plan, SourceChoice Choice) Keep(RankPlan plan, string source)
    {
        var without = plan with { Sources = [.. plan.Sources.Where(other => other.Name != source)] };
        var figures = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["kept"] = Judge(plan),
            ["left out"] = Judge(without),
        };
        var kept = figures["kept"] > figures["left out"];
        var chosen = kept ? "kept" : "left out";
        var why = _sample.Count == 0 ? SourceChoice.NotCompared : kept
            ? $"the ranker finds more with it: HR@20 + MRR@20 on {_sample.Count} queries of the validation part"
            : $"the ranker finds no more with it, and it costs time: HR@20 + MRR@20 on {_sample.Count} validation queries";
        return (kept ? plan : without, new SourceChoice(source, chosen, why, figures));
    }
}
