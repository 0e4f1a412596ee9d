using System.Text.Json;

namespace StreamReco.StreamHost.Cluster.Messages;

/// <summary>
/// A kind of message between nodes: its type and how its bytes are made. The name and version in front of the bytes
/// (the manifest) outlive the type's name, so that nodes of two versions of the program understand each other.
/// </summary>
/// <param name="Type">The type; exactly this one, no derived ones.</param>
/// <param name="Name">Lower case with dashes; never given to another message.</param>
/// <param name="Version">1 and up; raised when the bytes change in a way that an older reader would misread.</param>
/// <param name="Write">Makes the bytes of the version.</param>
/// <param name="Read">Reads them.</param>
internal sealed record NodeMessage(
    Type Type, string Name, int Version, Func<object, byte[]> Write, Func<byte[], object> Read)
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Earlier versions that are still read, by version.</summary>
    public IReadOnlyDictionary<int, Func<byte[], object>> Earlier { get; init; } =
        new Dictionary<int, Func<byte[], object>>();

    /// <summary>What stands in front of the bytes.</summary>
    public string Manifest => $"{Name}-{Version}";

    /// <summary>A message as JSON: for those that are rare. Unknown fields are passed over, so a new optional field needs no new version.</summary>
    public static NodeMessage Json<T>(string name, int version)
        where T : notnull => new(
        typeof(T), name, version, message => JsonSerializer.SerializeToUtf8Bytes((T)message, _json),
        bytes => JsonSerializer.Deserialize<T>(bytes, _json)
            ?? throw new InvalidDataException($"A message '{name}-{version}' is null."));

    /// <summary>A message in bytes of its own: for those on a hot path.</summary>
    public static NodeMessage Binary<T>(string name, int version, Func<T, byte[]> write, Func<byte[], T> read)
        where T : notnull => new(typeof(T), name, version, message => write((T)message), bytes => read(bytes));
}
