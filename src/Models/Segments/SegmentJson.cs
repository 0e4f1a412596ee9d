using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace StreamReco.Models.Segments;

/// <summary>
/// Segments as the log has them: <c>{"version", "space": HEX, "users": [...], "centroids": [BASE64 of little-endian floats]}</c>, one
/// line, the same bytes on every machine.
/// </summary>
public static class SegmentJson
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes them.</summary>
    public static string Write(SegmentMap segments) => JsonSerializer.Serialize(
        new Form(
            segments.Version, segments.Space.ToString("x16", CultureInfo.InvariantCulture), [.. segments.Users],
            [.. segments.Centroids.Select(centroid => Convert.ToBase64String(MemoryMarshal.AsBytes(centroid.AsSpan())))]),
        _json);

    /// <summary>Reads them.</summary>
    /// <exception cref="FormatException">The bytes are no segments; the message says why.</exception>
    public static SegmentMap Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var form = JsonSerializer.Deserialize<Form>(utf8, _json) ?? throw new FormatException("it holds null");
            return new SegmentMap(
                form.Version, ulong.Parse(form.Space, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                [.. form.Centroids.Select(text => MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(text)).ToArray())], form.Users);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or OverflowException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private sealed record Form(int Version, string Space, long[] Users, string[] Centroids);
}
