using StreamReco.Stages.Ports;

namespace StreamReco.Stages.Shards;

/// <summary>
/// The stored state of a shard includes records that the group has not committed: a wrong group, a wrong store, or
/// offsets that were set back. Going on would count clicks twice.
/// </summary>
public sealed class StateAheadException(ShardId shard, long snapshotOffset, long committedOffset)
    : InvalidOperationException(
        $"The state of {shard} includes records up to offset {snapshotOffset}, but group '{shard.Pipeline}' has "
        + $"committed only {committedOffset}: the group's offsets were set back or the state belongs to another topic "
        + "of this name. Use another Kafka:Group or another State:Connection.");
