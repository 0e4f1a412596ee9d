namespace StreamReco.Stages.Ports;

/// <summary>A commit did not go through, or its result is unknown.</summary>
/// <param name="message">One sentence for people.</param>
/// <param name="fenced">A newer owner holds the shard: it must be dropped, not retried.</param>
/// <param name="inner">The broker's error.</param>
public sealed class CommitFailedException(string message, bool fenced, Exception inner) : Exception(message, inner)
{
    public bool Fenced { get; } = fenced;
}
