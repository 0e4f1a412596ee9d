using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Evaluation;

/// <summary>Judges one source alone: the rank of each target among the source's own scores over all items.</summary>
/// <param name="itemIds">The vocabulary; an item's place is its row.</param>
/// <param name="makeSource">Makes a source for one thread.</param>
public sealed class SourceEvaluator(IReadOnlyList<string> itemIds, Func<ICandidateSource> makeSource)
{
    private const int BlockExamples = 256;

    private readonly Dictionary<string, int> _rowOf =
        itemIds.Select((id, row) => KeyValuePair.Create(id, row)).ToDictionary(StringComparer.Ordinal);

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
        var ranks = new int[examples.Count];
        var done = 0;
        Parallel.For(
            0,
            (examples.Count + BlockExamples - 1) / BlockExamples,
            parallel,
            () => new SourceRanks(itemIds.Count, _rowOf, makeSource(), excludeHistory),
            (block, _, thread) =>
            {
                var last = Math.Min(examples.Count, (block + 1) * BlockExamples);
                for (var i = block * BlockExamples; i < last; i++)
                {
                    ranks[i] = thread.RankOf(examples[i]);
                }

                progress?.Report(
                    new EvaluationProgress(
                        Interlocked.Add(ref done, last - (block * BlockExamples)), examples.Count));
                return thread;
            },
            static _ => { });
        var metrics = new RankingMetrics();
        foreach (var rank in ranks)
        {
            metrics.AddRank(rank);
        }

        return metrics;
    }
}
