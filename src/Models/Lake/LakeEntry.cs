using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamReco.Models.Lake;

/// <summary>
/// One commit of a partition: a span of offsets that was added, or files that replace others. The entry's link into the log
/// is the commit. Holds no id of a person: of an erased one it holds the keyed hash.
/// </summary>
public sealed record LakeEntry
{
    public const int FormatVersion = 1;

    /// <summary>A span of offsets.</summary>
    public const string Append = "append";

    /// <summary>Files were merged; the rows are the same.</summary>
    public const string Compact = "compact";

    /// <summary>Rows of erased users were left out.</summary>
    public const string Erase = "erase";

    /// <summary>Files were deleted because the time that their table is kept is over.</summary>
    public const string Expire = "expire";

    public int Format { get; init; } = FormatVersion;

    public string Kind { get; init; } = Append;

    public int Partition { get; init; }

    /// <summary>First offset of the span; of a replacement, its number.</summary>
    public long From { get; init; }

    /// <summary>Last offset of the span.</summary>
    public long To { get; init; }

    /// <summary>The folder under <c>_staging</c> that the files came from.</summary>
    public string Staging { get; init; } = "";

    public IReadOnlyList<LakeFile> Adds { get; init; } = [];

    /// <summary>Paths of files that are no longer part of the lake.</summary>
    public IReadOnlyList<string> Removes { get; init; } = [];

    /// <summary>Offsets of the span by what became of them; in sum the length of the span.</summary>
    public IReadOnlyDictionary<string, long> Verdicts { get; init; } = new Dictionary<string, long>();

    /// <summary>Kafka's latest timestamp of the span, Unix milliseconds; the least value where it holds no record.</summary>
    public long LatestMs { get; init; } = long.MinValue;

    /// <summary>Where reading of the verdicts topic goes on; 0 in the log of the answers.</summary>
    public long NextVerdict { get; init; }

    /// <summary>The rules that decided last in the span.</summary>
    public string Rules { get; init; } = "";

    /// <summary>
    /// Versions of the policies of the clicks log that hold after the span, by <c>consent</c>, <c>quality</c> and <c>bots</c>; null for
    /// other kinds, and in entries of releases before.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Policies { get; init; }

    /// <summary>
    /// In the log of the outcomes: how far each partition of clicks and answers was looked at, the next offset by <c>clicks/0</c>; null in
    /// other logs.
    /// </summary>
    public IReadOnlyDictionary<string, long>? Positions { get; init; }

    /// <summary>
    /// Ids of the topics that the span was read from, by the words of <see cref="LakeTopicWords"/>; null for other kinds, in entries of
    /// releases before, and where the brokers know no ids.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Topics { get; init; }

    /// <summary>What an erasure took out; null for other kinds, and in entries of releases before.</summary>
    public LakeErasure? Erased { get; init; }

    /// <summary>The program that wrote it.</summary>
    public string Version { get; init; } = "";

    /// <summary>When it was written, ISO 8601.</summary>
    public string At { get; init; } = "";

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, LakeJson.Default.LakeEntry);

    /// <exception cref="LakeException">It is no entry, or one of a later release.</exception>
    public static LakeEntry Parse(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var entry = JsonSerializer.Deserialize(bytes, LakeJson.Default.LakeEntry);
            return entry is { Format: FormatVersion } ? entry : throw new LakeException(
                $"The lake's log entry {path} has format {entry?.Format}; this release reads format {FormatVersion}.");
        }
        catch (JsonException e)
        {
            throw new LakeException($"The lake's log entry {path} is damaged: {e.Message}", e);
        }
    }
}

/// <summary>A file of the lake.</summary>
/// <param name="Table">The table that it belongs to.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its checksum, hexadecimal.</param>
/// <param name="UsersBytes">Size of the hashes of its users (<see cref="LakePaths.UsersOf"/>).</param>
/// <param name="UsersSha256">Checksum of these.</param>
public sealed record LakeFile(
    string Table, string Path, long Rows, long Bytes, string Sha256, long UsersBytes, string UsersSha256);

/// <summary>What an erasure took out of one file.</summary>
/// <param name="User">The user's hash under the lake's key, 16 hexadecimal digits (<see cref="UserHashes"/>).</param>
/// <param name="Rows">Rows that went.</param>
/// <param name="First">The least offset among them.</param>
/// <param name="Last">The greatest.</param>
public sealed record LakeErasure(string User, long Rows, long First, long Last);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(LakeEntry))]
[JsonSerializable(typeof(LakeHead))]
internal sealed partial class LakeJson : JsonSerializerContext;
