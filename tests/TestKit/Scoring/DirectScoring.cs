using StreamReco.Models.Scoring;
using StreamReco.Stages.Scoring;

namespace StreamReco.TestKit.Scoring;

/// <summary>A scorer without a batcher: scores on the caller's thread before it returns.</summary>
public sealed class DirectScoring(IBatchScorer scorer) : IScoring
{
    public Task ScoreAsync(IReadOnlyList<ScoreRequest> requests, CancellationToken cancel)
    {
        if (requests.Count > 0)
        {
            scorer.Score(requests);
        }

        return Task.CompletedTask;
    }
}
