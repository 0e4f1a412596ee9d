using StreamReco.Models.Scoring;
using StreamReco.Stages.Serving;

namespace StreamReco.Stages.Scoring;

/// <summary>
/// For models whose own graph is not asked: a stack answers in its place, or the caller brings candidates, as evaluation
/// does, which scores before it ranks.
/// </summary>
public sealed class ScoredElsewhere : IScoring<ScoreRequest>
{
    public Task ScoreAsync(IReadOnlyList<ScoreRequest> requests, CancellationToken cancel) => Task.CompletedTask;
}
