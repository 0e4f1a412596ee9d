using StreamReco.Models.Evaluation;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Tests.Retrieval;

/// <summary>Judges one source alone: the rank of each target among the source's own scores over all items.</summary>
/// <param name="itemIds">The vocabulary; an item's place is its row.</param>
/// <param name="makeSource">Makes a source for one thread.</param>
internal sealed class SourceEvaluator(IReadOnlyList<string> itemIds, Func<ICandidateSource> makeSource)
{
    /// <summary>
    /// The metrics over <paramref name="examples"/>. Items that the source has not scored are behind all others; ties
    /// count against the target.
    /// </summary>
    /// <param name="examples">The predictions to make.</param>
    /// <param name="excludeHistory">Whether the items of the prefix are no candidates.</param>
    /// <param name="parallel">Threads, and the token that stops it.</param>
    /// <param name="progress">Told of every block; null for nobody.</param>
    public RankingMetrics Evaluate(
        IReadOnlyList<EvaluationExample> examples,
        bool excludeHistory,
        ParallelOptions parallel,
        IProgress<EvaluationProgress>? progress = null)
    {
        var queries = QuerySet.Of(examples, excludeHistory, itemIds);
        var ranks = SourceJudge.Ranks(
            makeSource,
            queries,
            itemIds.Count,
            parallel,
            done => progress?.Report(new EvaluationProgress(done, queries.Count)));
        var metrics = new RankingMetrics();
        foreach (var rank in ranks)
        {
            metrics.AddRank(rank);
        }

        return metrics;
    }
}
