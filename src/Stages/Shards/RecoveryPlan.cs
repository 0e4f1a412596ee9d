using StreamReco.Stages.Ports;

namespace StreamReco.Stages.Shards;

/// <summary>
/// Where a shard starts to read and from where on it emits, from what the store and the broker remember. A pure
/// function: recovery = newest snapshot + silent replay up to the committed offset.
/// </summary>
/// <param name="StartOffset">First record to fold.</param>
/// <param name="EmitFrom">First record whose answer has not been committed.</param>
/// <param name="Warning">What the operator should know, or null.</param>
public sealed record RecoveryPlan(long StartOffset, long EmitFrom, string? Warning)
{
    /// <summary>
    /// Whether the group has committed records of a shard that the store knows nothing of: the state was lost, or it is in another
    /// database.
    /// </summary>
    public bool IsStateMissing { get; init; }

    /// <param name="shard">The shard, for messages.</param>
    /// <param name="snapshotOffset">The offset behind the newest snapshot, or null.</param>
    /// <param name="committedOffset">The group's committed offset, or null.</param>
    /// <param name="logStart">The oldest offset that the topic still holds.</param>
    /// <param name="foldFrom">Where the fold begins without a snapshot: 0, or the start of a replayed span.</param>
    /// <param name="answeredTo">
    /// Without a committed offset: the offset after the newest click of the shard that the outbound topics hold an answer
    /// or a rejection of, or null. Commits follow the log, so everything before it is out.
    /// </param>
    /// <exception cref="StateAheadException">The snapshot includes records that the group has not committed.</exception>
    public static RecoveryPlan Make(
        ShardId shard, long? snapshotOffset, long? committedOffset, long logStart, long foldFrom = 0,
        long? answeredTo = null)
    {
        if (snapshotOffset is { } snapshot && committedOffset is { } committed && snapshot > committed)
        {
            throw new StateAheadException(shard, snapshot, committed);
        }

        var start = Math.Max(snapshotOffset ?? foldFrom, logStart);
        var emitFrom = Math.Max(committedOffset ?? answeredTo ?? start, start);
        return new RecoveryPlan(
            start, emitFrom, Describe(shard, snapshotOffset, committedOffset, logStart, foldFrom, emitFrom))
        {
            IsStateMissing = snapshotOffset is null && committedOffset > start,
        };
    }

    private static string? Describe(
        ShardId shard, long? snapshotOffset, long? committedOffset, long logStart, long foldFrom,
        long emitFrom)
    {
        if (snapshotOffset < logStart || (snapshotOffset is null && committedOffset is not null && logStart > foldFrom))
        {
            return $"{shard}: the topic starts at offset {logStart}, after the state's {snapshotOffset ?? foldFrom}; the records between are not in the state.";
        }

        return committedOffset is null && (snapshotOffset > 0 || snapshotOffset < emitFrom)
            ? $"{shard}: the offset that group '{shard.Pipeline}' had committed is gone: the brokers forget it after "
                + "offsets.retention.minutes in which no node ran, or it was deleted. By the snapshot, which ends at "
                + $"{snapshotOffset}, and the answers in the log it was {emitFrom}: emission goes on there."
            : null;
    }
}
