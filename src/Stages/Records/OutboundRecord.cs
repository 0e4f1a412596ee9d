namespace StreamReco.Stages.Records;

/// <summary>Where an outbound record goes.</summary>
public enum OutboundTopic
{
    Recommendations,
    Rejected,

    /// <summary>The clicks by user, where the shop's own topic is keyed otherwise.</summary>
    ByUser,

    /// <summary>What became of each record; in the partition of the clicks' number.</summary>
    Verdicts,
}

/// <summary>A record to be written in the commit of its micro-batch.</summary>
/// <param name="Topic">Which of the outbound topics.</param>
/// <param name="Key">The key's bytes, or null.</param>
/// <param name="Value">The value's bytes, or null for a tombstone: what was written under the key is void.</param>
public readonly record struct OutboundRecord(OutboundTopic Topic, byte[]? Key, byte[]? Value)
{
    /// <summary>What it takes over from the record that it carries on; null for a record of the pipeline's own.</summary>
    public ForwardedRecord? Forwarded { get; init; }

    /// <summary>The trace context of its header <c>traceparent</c>, or null.</summary>
    public string? TraceParent { get; init; }
}
