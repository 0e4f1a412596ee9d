namespace StreamReco.Stages.Serving;

/// <summary>A graph of one model, asked by all shards at once.</summary>
/// <typeparam name="TRequest">What is asked, and what comes back.</typeparam>
public interface IScoring<in TRequest>
{
    /// <summary>Fills what comes out of all requests; completes when the last of them is scored.</summary>
    Task ScoreAsync(IReadOnlyList<TRequest> requests, CancellationToken cancel);

    /// <summary>The same for a question: on the caller's thread while the graph has nothing else to do.</summary>
    Task ScoreHereAsync(IReadOnlyList<TRequest> requests, CancellationToken cancel) => ScoreAsync(requests, cancel);
}
