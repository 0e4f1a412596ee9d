using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>A rejected record as its topic tells it (<c>docs/schemas/rejected.schema.json</c>).</summary>
/// <param name="Origin">Where the record stood.</param>
/// <param name="ReceivedMs">Its Kafka timestamp, Unix milliseconds.</param>
/// <param name="Reason">The failure's wire name.</param>
/// <param name="Errors">Why it was rejected; at least one.</param>
/// <param name="RejectedAt">When it was rejected.</param>
/// <param name="Key">Its key as it came, or null.</param>
/// <param name="Payload">Its bytes, or those of one part.</param>
/// <param name="Headers">Its headers; those of a split record stand in the first part.</param>
/// <param name="Part">Which part of the payload, from 1.</param>
/// <param name="Parts">Parts in all; 1 for a payload that is whole.</param>
internal sealed record RejectedEntry(
    RecordOrigin Origin,
    long ReceivedMs,
    string Reason,
    IReadOnlyList<RejectedError> Errors,
    DateTimeOffset RejectedAt,
    byte[]? Key,
    byte[] Payload,
    IReadOnlyList<KeyValuePair<string, byte[]>> Headers,
    int Part,
    int Parts);
