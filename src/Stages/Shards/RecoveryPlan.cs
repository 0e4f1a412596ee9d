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
    /// <exception cref="StateAheadException">The snapshot includes records that the group has not committed.</exception>
    public static RecoveryPlan Make(ShardId shard, long? snapshotOffset, long? committedOffset, long logStart)
    {
        if (snapshotOffset is { } snapshot && committedOffset is { } committed && snapshot > committed)
        {
            throw new StateAheadException(shard, snapshot, committed);
        }

        var wanted = snapshotOffset ?? Math.Min(logStart, committedOffset ?? logStart);
        var start = Math.Max(wanted, logStart);
        var emitFrom = Math.Max(committedOffset ?? start, start);
        return new RecoveryPlan(start, emitFrom, Describe(shard, snapshotOffset, committedOffset, logStart));
    }

    private static string? Describe(ShardId shard, long? snapshotOffset, long? committedOffset, long logStart)
    {
        if (snapshotOffset < logStart || (snapshotOffset is null && committedOffset is not null && logStart > 0))
        {
            return $"{shard}: the topic starts at offset {logStart}, behind the state's {snapshotOffset ?? 0}; the records between are not in the state.";
        }

        return snapshotOffset > 0 && committedOffset is null
            ? $"{shard}: group '{shard.Pipeline}' has no committed offset; continuing at the snapshot's {snapshotOffset}."
            : null;
    }
}
