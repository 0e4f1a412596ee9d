namespace StreamReco.Stages.Ports;

/// <summary>The right to write a shard's state. A later lease has a higher epoch and fences this one.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Owner">The process that holds it, for people.</param>
/// <param name="Epoch">From 1, one more with every acquisition.</param>
public sealed record ShardLease(ShardId Shard, string Owner, long Epoch);
