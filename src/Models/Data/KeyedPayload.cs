namespace StreamReco.Models.Data;

/// <summary>A record on its way to a topic or a file.</summary>
/// <param name="TimeMs">Unix milliseconds at which it belongs into the stream.</param>
/// <param name="Key">The record's key: the user, or the item of a catalog record.</param>
/// <param name="Payload">The record's value, UTF-8 JSON.</param>
public readonly record struct KeyedPayload(long TimeMs, string Key, byte[] Payload);
