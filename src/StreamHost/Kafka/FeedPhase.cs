namespace StreamReco.StreamHost.Kafka;

/// <summary>
/// The life of an assigned partition.
/// <code>
/// Assigned ─► Opening ─► Live ─► Closed   (from every phase)
///              ▲   │      │
///              │   ▼      │
///              Backoff ◄──┘   (the shard failed in a way that passes)
/// </code>
/// </summary>
internal enum FeedPhase
{
    /// <summary>Given to this process; not yet paused and opened.</summary>
    Assigned,

    /// <summary>The shard recovers; the partition is paused.</summary>
    Opening,

    /// <summary>Records flow.</summary>
    Live,

    /// <summary>The shard failed and is opened again when the wait is over; the partition is paused.</summary>
    Backoff,

    /// <summary>Taken away or finished.</summary>
    Closed,
}
