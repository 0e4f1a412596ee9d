using StreamReco.Models.Scoring;
using StreamReco.Stages.Shards;

namespace StreamReco.Stages.Scoring;

/// <summary>
/// Hands a micro-batch's answers to the inference of the model that each was made for; those without features need none,
/// and a stack ranks behind.
/// </summary>
public static class ScoreStage
{
    public static async Task<FoldedBatch> RunAsync(FoldedBatch batch, CancellationToken cancel)
    {
        var answers = batch.Answers;
        for (var from = 0; from < answers.Count;)
        {
            var model = answers[from].Model;
            var requests = new List<ScoreRequest>(answers.Count - from);
            for (; from < answers.Count && ReferenceEquals(answers[from].Model, model); from++)
            {
                if (answers[from].Features.HasFeatures && model.Artifact.Stack is null)
                {
                    requests.Add(answers[from].Features);
                }
            }

            await model.Served.Scoring.ScoreAsync(requests, cancel);
        }

        return batch;
    }
}
