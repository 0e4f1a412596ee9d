namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>
/// The life of a partition at its owner.
/// <code>
/// Opening ─► Live ─► Draining ─► (stopped)
///    ▲ │      │
///    │ ▼      ▼
///   Backoff ◄─┘
/// </code>
/// </summary>
internal enum PartitionPhase
{
    /// <summary>Lease, fence, committed offset and snapshot are being taken.</summary>
    Opening,

    /// <summary>Its stream runs.</summary>
    Live,

    /// <summary>It reads no more; what was read is being committed.</summary>
    Draining,

    /// <summary>It failed in a way that passes, and waits for the next attempt.</summary>
    Backoff,
}
