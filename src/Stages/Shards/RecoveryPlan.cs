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
    /// <param name="shard">The shard, for messages.</param>
    /// <param name="snapshotOffset">The offset behind the newest snapshot, or null.</param>
    /// <param name="committedOffset">The group's committed offset, or null.</param>
    /// <param name="logStart">The oldest offset that the topic still holds.</param>
    /// <param name="foldFrom">Where the fold begins without a snapshot: 0, or the start of a replayed span.</param>
    /// <exception cref="StateAheadException">The snapshot includes records that the group has not committed.</exception>
    public static RecoveryPlan Make(
        ShardId shard, long? snapshotOffset, long? committedOffset, long logStart, long foldFrom = 0)
    {
        if (snapshotOffset is { } snapshot && committedOffset is { } committed && snapshot > committed)
        {
            throw new StateAheadException(shard, snapshot, committed);
        }

        var start = Math.Max(snapshotOffset ?? foldFrom, logStart);
        var emitFrom = Math.Max(committedOffset ?? start, start);
        return new RecoveryPlan(start, emitFrom, Describe(shard, snapshotOffset, committedOffset, logStart, foldFrom));
    }

    private static string? Describe(
        ShardId shard, long? snapshotOffset, long? committedOffset, long logStart, long foldFrom)
    {
        if (snapshotOffset < logStart || (snapshotOffset is null && committedOffset is not null && logStart > foldFrom))
        {
            return $"{shard}: the topic starts at offset {logStart}, behind the state's {snapshotOffset ?? foldFrom}; the records between are not in the state.";
        }

        return snapshotOffset > 0 && committedOffset is null
            ? $"{shard}: group '{shard.Pipeline}' has no committed offset; continuing at the snapshot's {snapshotOffset}."
            : null;
    }
}
