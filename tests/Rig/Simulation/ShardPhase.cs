namespace StreamReco.Rig.Simulation;

/// <summary>
/// The life of a shard at one node.
/// <code>
/// Opening ─► Live ─► Closing ─► Closed
///    ▲  │      │        │
///    │  ▼      ▼        ▼
///    └─ Failed  ◄───────┘
/// </code>
/// </summary>
internal enum ShardPhase
{
    /// <summary>Recovers.</summary>
    Opening,

    /// <summary>Reads, folds, commits.</summary>
    Live,

    /// <summary>Reads no more; what it took in is committed, then the state is stored.</summary>
    Closing,

    /// <summary>Everything is committed and stored.</summary>
    Closed,

    /// <summary>Given up in a way that passes; may be opened again.</summary>
    Failed,
}
