using StreamReco.Models.Ranking;
using StreamReco.Models.Scoring;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Serving;

namespace StreamReco.Stages.Scoring;

/// <summary>
/// Hands a micro-batch's answers to the graph of the model that each was made for: the stack's encoder, or where there is
/// no stack the model's own. Those of whom a graph could say nothing are not asked.
/// </summary>
public static class ScoreStage
{
    public static async Task<FoldedBatch> RunAsync(FoldedBatch batch, CancellationToken cancel)
    {
        var answers = batch.Answers;
        for (var from = 0; from < answers.Count;)
        {
            var until = batch.EndOfModel(from);
            var served = answers[from].Model.Served;
            await (served.Artifact.Stack is null
                ? served.Scoring.ScoreAsync(Features(batch, from, until), cancel)
                : EncodeAsync(served, batch, from, until, cancel));
            from = until;
        }

        return batch;
    }

    private static List<ScoreRequest> Features(FoldedBatch batch, int from, int until)
    {
        var requests = new List<ScoreRequest>(until - from);
        for (; from < until; from++)
        {
            if (batch.Answers[from].Features.HasFeatures)
            {
                requests.Add(batch.Answers[from].Features);
            }
        }

        return requests;
    }

    private static Task EncodeAsync(LoadedModel served, FoldedBatch batch, int from, int until, CancellationToken cancel)
    {
        var requests = new List<EncoderRequest>(until - from);
        for (; from < until; from++)
        {
            if (batch.Answers[from].Encoding is { Count: > 0 } asked)
            {
                requests.Add(asked);
            }
        }

        return requests.Count == 0 ? Task.CompletedTask : served.Encoding!.ScoreAsync(requests, cancel);
    }
}
