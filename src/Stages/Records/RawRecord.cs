namespace StreamReco.Stages.Records;

/// <summary>A record of the clicks topic as it came.</summary>
/// <param name="Offset">Its offset in the partition.</param>
/// <param name="TimestampMs">Kafka's timestamp, Unix milliseconds: when the event was received.</param>
/// <param name="Key">The key's bytes, or null.</param>
/// <param name="Value">The value's bytes, or null for a tombstone.</param>
/// <param name="Headers">The headers, or null when there are none.</param>
public readonly record struct RawRecord(
    long Offset, long TimestampMs, byte[]? Key, byte[]? Value, IReadOnlyList<KeyValuePair<string, byte[]>>? Headers)
{
    /// <summary>Whether a header of this name is among the record's.</summary>
    public bool HasHeader(string name)
    {
        for (var i = 0; Headers is { } headers && i < headers.Count; i++)
        {
            if (string.Equals(headers[i].Key, name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
