using StreamReco.Models.Scoring;
using StreamReco.Stages.Shards;

namespace StreamReco.Stages.Scoring;

/// <summary>Hands a micro-batch's answers to the batcher; those without features need no inference.</summary>
public sealed class ScoreStage(ScoreBatcher batcher)
{
    public async Task<FoldedBatch> RunAsync(FoldedBatch batch, CancellationToken cancel)
    {
        var requests = new List<ScoreRequest>(batch.Answers.Count);
        foreach (var ticket in batch.Answers)
        {
            if (ticket.Features.HasFeatures)
            {
                requests.Add(ticket.Features);
            }
        }

        await batcher.ScoreAsync(requests, cancel);
        return batch;
    }
}
