namespace StreamReco.Rig.Rebalance;

/// <summary>What happens to the group of three nodes while its answers are timed.</summary>
internal enum RebalanceStep
{
    /// <summary>SIGKILL: the others have to miss the node first.</summary>
    Killed,

    /// <summary>SIGKILL of the node that places the partitions: the others have to agree on another one too.</summary>
    CoordinatorKilled,

    /// <summary>SIGTERM: the node drains and leaves.</summary>
    Drained,

    /// <summary>A node more.</summary>
    Added,

    /// <summary>SIGTERM, then a start.</summary>
    Restarted,

    /// <summary>SIGKILL, then a start at once.</summary>
    KilledAndRestarted,
}
