using StreamReco.Stages.Serving;

namespace StreamReco.StreamHost.Serving;

/// <summary>A change of model that is recorded in the log; each shard makes it when it comes to its offset.</summary>
/// <param name="Version">The version that will answer.</param>
/// <param name="Previous">The version that answered before, as far as this node's shards say; null without shards.</param>
/// <param name="IsInUse">Whether it answered for one of this node's shards already.</param>
/// <param name="Check">Its trial; of 0 histories where it was in memory and needed none.</param>
/// <param name="Offsets">Where the change stands, by partition.</param>
public sealed record ModelActivation(
    string Version, string? Previous, bool IsInUse, ModelCheck Check, IReadOnlyDictionary<int, long> Offsets);

/// <summary>The model of one of this node's shards.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Status">As of its last commit.</param>
public sealed record ShardModelState(int Partition, ModelStatus Status);
