namespace StreamReco.Models.Scoring;

/// <summary>Scores a batch of users in one call. Not thread-safe: one caller at a time.</summary>
public interface IBatchScorer : IDisposable
{
    /// <summary>The execution provider at work, for instance <c>cpu</c> or <c>cuda</c>.</summary>
    string Provider { get; }

    /// <summary>The most requests that one call takes.</summary>
    int BatchSizeMax { get; }

    /// <summary>
    /// Fills each request's candidates. A request's result has the same bits whichever requests share its batch.
    /// </summary>
    void Score(IReadOnlyList<ScoreRequest> batch);
}
