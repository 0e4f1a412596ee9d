using StreamReco.Models.Scoring;

namespace StreamReco.Stages.Scoring;

/// <summary>For callers that bring candidates of their own: evaluation scores before it ranks.</summary>
public sealed class ScoredElsewhere : IScoring<ScoreRequest>
{
    public Task ScoreAsync(IReadOnlyList<ScoreRequest> requests, CancellationToken cancel) => Task.CompletedTask;
}
