namespace StreamReco.Rig.Rebalance;

/// <summary>What happens to the group of three nodes while its answers are timed.</summary>
internal enum RebalanceStep
{
    /// <summary>SIGKILL: the group has to miss the node first.</summary>
    Killed,

    /// <summary>SIGTERM: the node drains and leaves.</summary>
    Drained,

    /// <summary>A node more.</summary>
    Added,

    /// <summary>SIGTERM and a start under the same instance id (static membership).</summary>
    Restarted,

    /// <summary>SIGKILL and a start under the same instance id (static membership).</summary>
    KilledAndRestarted,
}
