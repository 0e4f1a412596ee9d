using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace StreamReco.StreamHost.Search;

/// <summary>Where a page begins: the list and the position in it.</summary>
/// <param name="SearchId">The list.</param>
/// <param name="Start">Items before the page.</param>
/// <param name="Request">The search that the list answers, see <see cref="NodeSearchRequest.Fingerprint"/>.</param>
/// <param name="Node">The node that has the list.</param>
internal readonly record struct SearchCursor(string SearchId, int Start, ulong Request, string Node)
{
    private const int Parts = 4;

    /// <summary>The text that a caller sends back.</summary>
    public override string ToString() => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{SearchId}.{Start}.{Request:x}.{Node}")));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <returns>False where the text is no cursor.</returns>
    public static bool TryParse(string text, out SearchCursor cursor)
    {
        cursor = default;
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (!Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length))
        {
            return false;
        }

        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split('.', Parts);
        if (parts.Length != Parts || parts[0].Length == 0
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            || !ulong.TryParse(parts[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var request))
        {
            return false;
        }

        cursor = new SearchCursor(parts[0], start, request, parts[3]);
        return true;
    }
}
