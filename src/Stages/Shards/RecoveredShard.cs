using System.Collections.Frozen;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Serving;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>A shard whose state is back, before its first record.</summary>
/// <param name="Lease">The right to store its state.</param>
/// <param name="Plan">Where to read from, and from where on to emit.</param>
/// <param name="State">The newest snapshot, or a new state at the plan's start.</param>
/// <param name="Users">Its users; those of waiting clicks are in memory.</param>
/// <param name="Loader">Brings the others back.</param>
/// <param name="Model">The model that answers at the plan's start.</param>
public sealed record RecoveredShard(
    ShardLease Lease, RecoveryPlan Plan, ShardState State, UserTable Users, UserLoader Loader,
    LoadedModel Model)
{
    /// <summary>Origins of answers that may be written again and are out already; empty but after an expired offset.</summary>
    public IReadOnlySet<RecordOrigin> Answered { get; init; } = FrozenSet<RecordOrigin>.Empty;

    /// <summary>The models that arms of its running experiments name beside that one, by version.</summary>
    public IReadOnlyDictionary<string, LoadedModel> Arms { get; init; } = FrozenDictionary<string, LoadedModel>.Empty;
}
