using StreamReco.Models.Ranking;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Scoring;

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
        foreach (var answers in batch.ByModel())
        {
            if (answers[0].Model is { Artifact.Stack: { } stack } model)
            {
                await RankAsync(model, stack, answers, batch.IsQuestion, cancel);
            }
        }

        return batch;
    }

    private async Task RankAsync(
        ShardModel model, TwoStageModel stack, IReadOnlyList<RecommendationRequest> answers, bool isQuestion, CancellationToken cancel)
    {
        var requests = new List<RankRequest>(answers.Count);
        for (var i = 0; i < answers.Count; i++)
        {
            if (answers[i].Ranking is { Count: > 0 } asked)
            {
                requests.Add(asked);
            }
        }

        if (requests.Count > 0)
        {
            await ScoreStage.ScoreAsync(model.Served.Ranking!, requests, isQuestion, cancel);
        }

        var writer = new RankedRequests(model, stack, _recentMax, _reasonsMax);
        for (var i = 0; i < answers.Count; i++)
        {
            writer.Write(answers[i]);
        }

        writer.End();
    }
}
