namespace StreamReco.Stages.Ports;

/// <summary>The stored state of a shard, less its users.</summary>
/// <param name="NextOffset">The offset after the last record that the snapshot includes.</param>
/// <param name="State">The shard's own state (counters, watermark, trending), as its codec wrote it.</param>
/// <param name="HasUsers">Whether users are stored for the shard.</param>
public sealed record ShardSnapshot(long NextOffset, ReadOnlyMemory<byte> State, bool HasUsers);
