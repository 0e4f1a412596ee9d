using StreamReco.Models.Scoring;

namespace StreamReco.Stages.Scoring;

/// <summary>Inference of one model, asked by all shards at once.</summary>
public interface IScoring
{
    /// <summary>Fills the candidates of all requests; completes when the last of them is scored.</summary>
    Task ScoreAsync(IReadOnlyList<ScoreRequest> requests, CancellationToken cancel);
}
