using StreamReco.Models.Scoring;

namespace StreamReco.Benchmarks.Path;

/// <summary>Stands where the model would: finds no candidates, so that answers come from trending and popular items.</summary>
internal sealed class IdleScorer(int batchSizeMax) : IBatchScorer<ScoreRequest>
{
    public string Provider => "none";

    public int BatchSizeMax { get; } = batchSizeMax;

    public void Score(IReadOnlyList<ScoreRequest> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].CandidateCount = 0;
        }
    }

    public void Dispose()
    {
        // It holds nothing.
    }
}
