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
        foreach (var answers in batch.ByModel())
        {
            var served = answers[0].Model.Served;
            await (served.Artifact.Stack is null
                ? ScoreAsync(served.Scoring, Features(answers), batch.IsQuestion, cancel)
                : EncodeAsync(served, answers, batch.IsQuestion, cancel));
        }

        return batch;
    }

    /// <summary>Hands requests to a graph; those of a question on this thread where the graph has nothing else to do.</summary>
    internal static Task ScoreAsync<TRequest>(
        IScoring<TRequest> scoring, IReadOnlyList<TRequest> requests, bool isQuestion, CancellationToken cancel) =>
        isQuestion ? scoring.ScoreHereAsync(requests, cancel) : scoring.ScoreAsync(requests, cancel);

    private static List<ScoreRequest> Features(IReadOnlyList<RecommendationRequest> answers)
    {
        var requests = new List<ScoreRequest>(answers.Count);
        for (var i = 0; i < answers.Count; i++)
        {
            if (answers[i].Features.HasFeatures)
            {
                requests.Add(answers[i].Features);
            }
        }

        return requests;
    }

    private static Task EncodeAsync(
        LoadedModel served, IReadOnlyList<RecommendationRequest> answers, bool isQuestion, CancellationToken cancel)
    {
        var requests = new List<EncoderRequest>(answers.Count);
        for (var i = 0; i < answers.Count; i++)
        {
            if (answers[i].Encoding is { Count: > 0 } asked)
            {
                requests.Add(asked);
            }
        }

        return requests.Count == 0 ? Task.CompletedTask : ScoreAsync(served.Encoding!, requests, isQuestion, cancel);
    }
}
