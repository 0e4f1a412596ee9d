namespace StreamReco.Models.Scoring;

/// <summary>Runs a model's graph over a batch of requests in one call. Not thread-safe: one caller at a time.</summary>
/// <typeparam name="TRequest">A row of the batch: what goes in, and what comes out once it was run.</typeparam>
public interface IBatchScorer<in TRequest> : IDisposable
{
    /// <summary>The execution provider in use, for instance <c>cpu</c> or <c>cuda</c>.</summary>
    string Provider { get; }

    /// <summary>The most requests that one call takes.</summary>
    int BatchSizeMax { get; }

    /// <summary>
    /// Fills what comes out of each request. A request's result has the same bits whichever requests share its batch.
    /// </summary>
    void Score(IReadOnlyList<TRequest> batch);
}
