namespace StreamReco.StreamHost.Node;

/// <summary>
/// The life of a node.
/// <code>
/// Starting ─► Joining ─► Recovering ◄─► Running
///                ▲           │             │
///                │           ▼             ▼
///                └── Drained ◄── Draining ◄┘          (Stopping from every phase)
/// </code>
/// </summary>
public enum NodePhase
{
    /// <summary>Model, database and catalog are being loaded.</summary>
    Starting,

    /// <summary>It is no member of the cluster yet, or has not got its partitions.</summary>
    Joining,

    /// <summary>Some of its shards are not open yet, or are being opened again after a failure.</summary>
    Recovering,

    /// <summary>Every partition that it was given flows; there may be none.</summary>
    Running,

    /// <summary>It was asked to hold no partition, and still holds some.</summary>
    Draining,

    /// <summary>It holds no partition until it is called back.</summary>
    Drained,

    /// <summary>It drains to end.</summary>
    Stopping,
}
