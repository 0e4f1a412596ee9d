using StreamReco.Stages.Records;

namespace StreamReco.Stages.Ports;

/// <summary>
/// Where a shard's work becomes final: outbound records and the consumed position in one commit. One per shard; calls
/// come one at a time.
/// </summary>
public interface IShardSink : IAsyncDisposable
{
    /// <summary>Makes every earlier owner of the shard unable to commit.</summary>
    /// <returns>The committed offset: the next to be consumed, or null when nothing was ever committed.</returns>
    Task<long?> OpenAsync(CancellationToken cancel);

    /// <summary>Commits all of the unit or nothing of it.</summary>
    /// <exception cref="CommitFailedException">Nothing was committed, or it is unknown: the shard goes back to the committed position.</exception>
    Task CommitAsync(CommitUnit unit, CancellationToken cancel);
}

/// <summary>What is committed at once.</summary>
/// <param name="Records">Outbound records, in order.</param>
/// <param name="NextOffset">The offset after the last consumed record.</param>
public sealed record CommitUnit(IReadOnlyList<OutboundRecord> Records, long NextOffset);

/// <summary>A commit did not go through, or its result is unknown.</summary>
/// <param name="message">One sentence for people.</param>
/// <param name="fenced">A newer owner holds the shard: it must be dropped, not retried.</param>
/// <param name="inner">The broker's error.</param>
public sealed class CommitFailedException(string message, bool fenced, Exception inner) : Exception(message, inner)
{
    public bool Fenced { get; } = fenced;
}
