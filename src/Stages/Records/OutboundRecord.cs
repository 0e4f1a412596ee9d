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

    /// <summary>Quality rules that stand otherwise than before; by rule, source and partition.</summary>
    Alerts,

    /// <summary>The log that the shard itself folds: what it tells another partition, or itself.</summary>
    Log,
}

/// <summary>A record to be written in the commit of its micro-batch.</summary>
/// <param name="Topic">Which of the outbound topics.</param>
/// <param name="Key">The key's bytes, or null.</param>
/// <param name="Value">The value's bytes, or null for a tombstone: what was written under the key is void.</param>
public readonly record struct OutboundRecord(OutboundTopic Topic, byte[]? Key, byte[]? Value)
{
    private readonly RecordBytes _key = RecordBytes.Of(Key);
    private readonly RecordBytes _value = RecordBytes.Of(Value);

    /// <summary>The key as an array, or null; a copy of what <see cref="KeyBytes"/> share.</summary>
    public byte[]? Key
    {
        get => _key.ToArray();
        init => _key = RecordBytes.Of(value);
    }

    /// <summary>The value as an array, or null for a tombstone; a copy of what <see cref="ValueBytes"/> share.</summary>
    public byte[]? Value
    {
        get => _value.ToArray();
        init => _value = RecordBytes.Of(value);
    }

    /// <summary>The key where it lies; until the record's commit has ended.</summary>
    public RecordBytes KeyBytes
    {
        get => _key;
        init => _key = value;
    }

    /// <summary>The value where it lies; until the record's commit has ended.</summary>
    public RecordBytes ValueBytes
    {
        get => _value;
        init => _value = value;
    }

    /// <summary>What it takes over from the record that it forwards; null for a record of the pipeline's own.</summary>
    public ForwardedRecord? Forwarded { get; init; }

    /// <summary>The trace context of its header <c>traceparent</c>, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The record with bytes of its own, to be kept.</summary>
    public OutboundRecord ToOwned() => this with { Key = Key, Value = Value };
}
