using System.Text.Json.Serialization;

namespace StreamReco.StreamHost.Kafka.Erasures;

/// <summary>An erasure as the erasures topic keeps it for good: who was meant only the key's owner can tell.</summary>
/// <param name="Hash">Keyed hash of the id under which the state knew the user.</param>
/// <param name="KeyId">Tells which key the hash was made with.</param>
/// <param name="RequestedAt">When it was asked for; the Kafka timestamp of the erasures in the log.</param>
/// <param name="Topic">The clicks topic.</param>
/// <param name="Offsets">Where the erasure stands in each partition; the index is the partition.</param>
internal sealed record ErasureEntry(
    string Hash, string KeyId, DateTimeOffset RequestedAt, string Topic, IReadOnlyList<long> Offsets)
{
    public long RequestedMs => RequestedAt.ToUnixTimeMilliseconds();

    /// <summary>The record's key: a later erasure of the same user takes the place of an earlier one.</summary>
    [JsonIgnore]
    public string Key => $"{Topic}/{Hash}";
}

/// <summary>Entries as JSON: snake case, no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ErasureEntry))]
internal sealed partial class ErasureJson : JsonSerializerContext;
