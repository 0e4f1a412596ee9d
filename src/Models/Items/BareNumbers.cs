namespace StreamReco.Models.Items;

/// <summary>
/// Python's <c>json</c> writes a missing number as a bare <c>NaN</c>, and <c>Infinity</c>: no JSON, but what the rest of
/// the record says is clear.
/// </summary>
internal static class BareNumbers
{
    /// <summary>The same text with <c>null</c> in place of each bare NaN and Infinity; null where there is none.</summary>
    public static byte[]? ToNulls(ReadOnlySpan<byte> json)
    {
        var written = new List<byte>(json.Length);
        var (isText, found) = (false, false);
        for (var i = 0; i < json.Length; i++)
        {
            var length = isText ? 0 : LengthOf(json[i..]);
            if (length > 0)
            {
                written.AddRange("null"u8);
                (i, found) = (i + length - 1, true);
                continue;
            }

            written.Add(json[i]);
            if (isText && json[i] == '\\' && i + 1 < json.Length)
            {
                written.Add(json[++i]);
            }
            else if (json[i] == '"')
            {
                isText = !isText;
            }
        }

        return found ? [.. written] : null;
    }

    private static int LengthOf(ReadOnlySpan<byte> json) =>
        json.StartsWith("NaN"u8) ? 3 : json.StartsWith("Infinity"u8) ? 8 : json.StartsWith("-Infinity"u8) ? 9 : 0;
}
