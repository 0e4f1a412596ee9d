using StreamReco.Models.Evaluation;

namespace StreamReco.Models.Training.Ranker;

/// <summary>Builds what the ranker learns from; the result does not depend on the number of threads.</summary>
internal static class ExampleCollector
{
    /// <param name="queries">The queries, in the order of their time.</param>
    /// <param name="features">F.</param>
    /// <param name="open">Makes the worker of a thread.</param>
    /// <param name="parallel">Threads, and the token that stops it.</param>
    /// <param name="progress">Receives the queries done; null for none.</param>
    public static RankExamples Collect(
        QuerySet queries, int features, Func<TwoStageWorker> open, ParallelOptions parallel, Action<int>? progress)
    {
        var blocks = new RankExamples[QueryBlocks.Of(queries.Count)];
        QueryBlocks.ForEach(
            queries.Count,
            parallel,
            open,
            (worker, block, first, end) =>
            {
                var examples = blocks[block] = new RankExamples(features);
                worker.Build(
                    queries, first, end, (query, request) => examples.Add(request, queries.TargetOf(query)));
            },
            progress);
        var all = new RankExamples(features);
        foreach (var block in blocks)
        {
            all.AddAll(block);
        }

        return all;
    }
}
