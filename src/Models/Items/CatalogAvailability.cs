using System.Buffers.Text;
using System.Collections.Frozen;
using System.Text.Json;
using StreamReco.Models.Text;

namespace StreamReco.Models.Items;

/// <summary>What a value says of an item's availability.</summary>
internal enum Availability
{
    /// <summary>The value is null, empty or a word for "no value".</summary>
    NotSaid,

    /// <summary>The value is there and says nothing that is understood.</summary>
    Unreadable,

    /// <summary>The item can be bought or ordered.</summary>
    Available,

    /// <summary>The item can be neither bought nor ordered.</summary>
    Unavailable,
}

/// <summary>
/// Reads availability: true and false, yes and no, numbers (0 and below: none), the words of schema.org with or without
/// their address, and those of Google Merchant. What can be ordered (pre-order, back-order) is available.
/// </summary>
internal static class CatalogAvailability
{
    private const int DepthMax = 4;

    private static readonly FrozenSet<string> _yes = FrozenSet.Create(StringComparer.Ordinal, "true", "yes", "y", "t", "on");

    private static readonly FrozenSet<string> _no = FrozenSet.Create(StringComparer.Ordinal, "false", "no", "n", "f", "off");

    private static readonly FrozenSet<string> _available = FrozenSet.Create(
        StringComparer.Ordinal, "available", "instock", "limitedavailability", "limitedstock", "lowstock", "onlineonly",
        "instoreonly", "madetoorder", "preorder", "presale", "backorder", "onbackorder", "backordered");

    private static readonly FrozenSet<string> _unavailable = FrozenSet.Create(
        StringComparer.Ordinal, "unavailable", "notavailable", "outofstock", "notinstock", "nostock", "soldout",
        "discontinued", "reserved", "temporarilyunavailable", "temporarilyoutofstock", "currentlyunavailable");

    /// <summary>
    /// Reads the value that the reader stands at, all of it. Of a list (variants, shops) one available entry is enough; of
    /// an object what its fields say.
    /// </summary>
    /// <param name="reader">Stands at the value; at its last token afterwards.</param>
    /// <param name="isNegated">Whether true stands for not available. Words such as "in stock" are not turned round.</param>
    public static Availability Read(ref Utf8JsonReader reader, bool isNegated) => Read(ref reader, isNegated, DepthMax);

    /// <summary>What several fields of a record say together: "not available" wins over all else.</summary>
    public static Availability Together(Availability a, Availability b) => (Availability)Math.Max((int)a, (int)b);

    private static Availability Read(ref Utf8JsonReader reader, bool isNegated, int depthMax)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return Availability.NotSaid;
            case JsonTokenType.True or JsonTokenType.False:
                return Of(reader.GetBoolean() != isNegated);
            case JsonTokenType.Number:
                return Utf8Parser.TryParse(reader.ValueSpan, out double number, out _)
                    ? Of(number > 0 != isNegated) : Availability.Unreadable;
            case JsonTokenType.String:
                return CatalogText.Read(ref reader, out var text) is null ? OfText(text, isNegated) : Availability.Unreadable;
            case JsonTokenType.StartArray when depthMax > 0:
                return ReadArray(ref reader, isNegated, depthMax - 1);
            case JsonTokenType.StartObject when depthMax > 0:
                return ReadObject(ref reader, isNegated, depthMax - 1);
            default:
                reader.Skip();
                return Availability.Unreadable;
        }
    }

    private static Availability ReadArray(ref Utf8JsonReader reader, bool isNegated, int depthMax)
    {
        var (said, isAvailable) = (Availability.NotSaid, false);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var one = Read(ref reader, isNegated, depthMax);
            isAvailable |= one == Availability.Available;
            said = Together(said, one);
        }

        return isAvailable ? Availability.Available : said;
    }

    private static Availability ReadObject(ref Utf8JsonReader reader, bool isNegated, int depthMax)
    {
        var (said, any) = (Availability.NotSaid, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (field, _) = CatalogNames.Of(ref reader);
            var isValue = field is CatalogField.Available or CatalogField.Unavailable || IsValue(ref reader);
            reader.Read();
            if (isValue)
            {
                any = true;
                said = Together(said, Read(ref reader, IsNegated(field, isNegated), depthMax));
            }
            else
            {
                reader.Skip();
            }
        }

        return any ? said : Availability.Unreadable;
    }

    private static bool IsNegated(CatalogField field, bool otherwise) =>
        field == CatalogField.Unavailable || (field != CatalogField.Available && otherwise);

    private static bool IsValue(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("value"u8) || reader.ValueTextEquals("status"u8) || reader.ValueTextEquals("state"u8)
        || reader.ValueTextEquals("name"u8) || reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("@id"u8);

    private static Availability OfText(string text, bool isNegated)
    {
        if (MissingWords.IsMissing(text))
        {
            return Availability.NotSaid;
        }

        var word = Fold(text);
        return _yes.Contains(word) ? Of(!isNegated)
            : _no.Contains(word) ? Of(isNegated)
            : _available.Contains(word) ? Availability.Available
            : _unavailable.Contains(word) ? Availability.Unavailable
            : CatalogText.Number(text) is { } number ? Of(number > 0 != isNegated)
            : Availability.Unreadable;
    }

    /// <summary>"https://schema.org/OutOfStock", "out_of_stock" and "Out of stock" are one word.</summary>
    private static string Fold(string text)
    {
        var word = text.AsSpan().Trim();
        word = word[(word.LastIndexOfAny('/', ':', '#') + 1)..];
        return string.Concat(word.ToString().Where(char.IsLetter)).ToLowerInvariant();
    }

    private static Availability Of(bool isAvailable) => isAvailable ? Availability.Available : Availability.Unavailable;
}
