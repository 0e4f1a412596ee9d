using StreamReco.Models.Ranking;
using StreamReco.Stages.Batches;

namespace StreamReco.Stages.Retrieval;

/// <summary>
/// Hands the candidates that were retrieved to the ranker of their model, and writes the best into the requests, the first
/// of them with their reasons. Keeps nothing of a batch: several may run at once. Without a stack it does nothing.
/// </summary>
/// <param name="options">How many candidates get a reason.</param>
public sealed class RankStage(PipelineOptions options)
{
    private readonly int _reasonsMax = options.Rerank.Items * 2;
    private readonly int _recentMax = options.UserState.RecentItemsMax;

    public async Task<FoldedBatch> RunAsync(FoldedBatch batch, CancellationToken cancel)
    {
        for (var from = 0; from < batch.Answers.Count;)
        {
            var until = batch.EndOfModel(from);
            if (batch.Answers[from].Model is { Artifact.Stack: { } stack } model)
            {
                await RankAsync(model, stack, batch, from, until, cancel);
            }

            from = until;
        }

        return batch;
    }

    private async Task RankAsync(
        ShardModel model, TwoStageModel stack, FoldedBatch batch, int from, int until, CancellationToken cancel)
    {
        var requests = new List<RankRequest>(until - from);
        for (var i = from; i < until; i++)
        {
            if (batch.Answers[i].Ranking is { Count: > 0 } asked)
            {
                requests.Add(asked);
            }
        }

        if (requests.Count > 0)
        {
            await model.Served.Ranking!.ScoreAsync(requests, cancel);
        }

        var writer = new RankedRequests(model, stack, _recentMax, _reasonsMax);
        for (var i = from; i < until; i++)
        {
            writer.Write(batch.Answers[i]);
        }

        writer.End();
    }
}
