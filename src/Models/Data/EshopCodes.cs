using System.Globalization;

namespace StreamReco.Models.Data;

/// <summary>The code tables of "e-shop clothing 2008" (UCI, DOI 10.24432/C5QK7X), in plain words.</summary>
internal static class EshopCodes
{
    private static readonly string[] _categories = ["trousers", "skirts", "blouses", "sale"];

    private static readonly string[] _colours =
    [
        "beige", "black", "blue", "brown", "burgundy", "gray", "green", "navy blue", "of many colors", "olive", "pink",
        "red", "violet", "white",
    ];

    public static string? Category(ReadOnlySpan<char> code) => Lookup(_categories, code);

    public static string? Colour(ReadOnlySpan<char> code) => Lookup(_colours, code);

    /// <summary>For instance <c>blue trousers A13</c>, <c>gray sale item P82</c>, <c>multicoloured skirts B2</c>.</summary>
    public static string NameOf(string product, string? category, string? colour)
    {
        var kind = category == "sale" ? "sale item" : category ?? "item";
        var tone = colour == "of many colors" ? "multicoloured" : colour;
        return tone is null ? $"{kind} {product}" : $"{tone} {kind} {product}";
    }

    private static string? Lookup(string[] names, ReadOnlySpan<char> code) =>
        int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= 1 && number <= names.Length
            ? names[number - 1]
            : null;
}
