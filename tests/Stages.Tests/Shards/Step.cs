namespace StreamReco.Stages.Tests.Shards;

/// <summary>What an owner of a shard goes through behind a micro-batch.</summary>
public enum Incident
{
    None,
    Snapshot,
    Crash,
    SnapshotThenCrash,
    CommitFailsBefore,
    CommitFailsAfter,
    SaveFailsBefore,
    SaveFailsAfter,
}

/// <summary>One micro-batch and what happens with it.</summary>
/// <param name="Records">Offsets in the batch.</param>
/// <param name="Incident">The fate of its commit, or what comes behind it.</param>
public sealed record Step(int Records, Incident Incident);
