using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>An event that goes back into the clicks topic.</summary>
/// <param name="Origin">The rejected record that it comes from.</param>
/// <param name="UserId">The user whose partition it belongs to; the record's key.</param>
/// <param name="Partition">
/// The partition, where the rejected record already had the user's key and so stood in it; null lets the key decide.
/// </param>
/// <param name="Value">The event's bytes.</param>
/// <param name="TimestampMs">
/// Kafka's timestamp as it was, Unix milliseconds: when the event was received does not change by sending it again.
/// </param>
/// <param name="EventTimeMs">When it happened, Unix milliseconds.</param>
/// <param name="Headers">The headers as they came, and the link to the origin.</param>
internal sealed record ResentClick(
    RecordOrigin Origin,
    string UserId,
    int? Partition,
    byte[] Value,
    long TimestampMs,
    long EventTimeMs,
    IReadOnlyList<KeyValuePair<string, byte[]>> Headers)
{
    /// <summary>Whether it comes out of the quarantine: then it is in time, however late it comes.</summary>
    public bool IsReleased => Headers.Any(header => header.Key == ControlHeaders.Released);
}
