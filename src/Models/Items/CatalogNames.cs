using System.Collections.Frozen;
using System.Text.Json;

namespace StreamReco.Models.Items;

/// <summary>What a field of a catalog record is about.</summary>
internal enum CatalogField
{
    Unknown,
    ItemId,
    Name,
    Category,
    Brand,
    Price,

    /// <summary>True stands for available.</summary>
    Available,

    /// <summary>True stands for not available.</summary>
    Unavailable,

    /// <summary>An object, or some, with a price and an availability of their own (schema.org).</summary>
    Offers,
    Attributes,
    Vector,
    Description,

    /// <summary>Numbers of the trade: EAN, UPC, ISBN, the manufacturer's part number.</summary>
    Codes,
}

/// <summary>
/// The names of fields: ours, and those of GA4, Google Merchant, schema.org and common shops. Upper and lower case,
/// <c>_</c>, <c>-</c>, spaces and the prefix <c>g:</c> make no difference: <c>in_stock</c> is <c>inStock</c>.
/// </summary>
internal static class CatalogNames
{
    private const int CharsMax = 32;

    private static readonly FrozenDictionary<string, (CatalogField, int)>.AlternateLookup<ReadOnlySpan<char>> _names =
        Dictionary().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The field of a property, and the place of its name among the names of the field: 0 goes first.</summary>
    /// <param name="reader">Stands at the property's name.</param>
    public static (CatalogField Field, int Rank) Of(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > CharsMax)
        {
            return default;
        }

        Span<char> chars = stackalloc char[CharsMax];
        return _names.TryGetValue(Fold(reader.ValueSpan, chars), out var found) ? found : default;
    }

    private static ReadOnlySpan<char> Fold(ReadOnlySpan<byte> name, Span<char> chars)
    {
        var length = 0;
        foreach (var letter in name.StartsWith("g:"u8) ? name[2..] : name)
        {
            if (letter is not ((byte)'_' or (byte)'-' or (byte)' '))
            {
                chars[length++] = char.ToLowerInvariant((char)letter);
            }
        }

        return chars[..length];
    }

    private static FrozenDictionary<string, (CatalogField, int)> Dictionary()
    {
        (CatalogField Field, string[] Names)[] fields =
        [
            (CatalogField.ItemId, ["itemid", "id", "productid", "sku"]),
            (CatalogField.Name, ["name", "itemname", "title", "productname"]),
            (CatalogField.Category, ["category", "itemcategory", "producttype", "googleproductcategory"]),
            (CatalogField.Brand, ["brand", "itembrand"]),
            (CatalogField.Price, ["price", "itemprice"]),
            (CatalogField.Available,
                ["available", "isavailable", "availability", "itemavailability", "instock", "isinstock", "stockstatus"]),
            (CatalogField.Unavailable,
                ["unavailable", "isunavailable", "outofstock", "isoutofstock", "soldout", "issoldout", "discontinued"]),
            (CatalogField.Offers, ["offers", "offer"]),
            (CatalogField.Attributes, ["attributes"]),
            (CatalogField.Vector, ["vector"]),
            (CatalogField.Description, ["description", "shortdescription", "itemdescription", "longdescription"]),
            (CatalogField.Codes,
                ["ean", "gtin", "gtin8", "gtin12", "gtin13", "gtin14", "upc", "isbn", "barcode", "mpn", "codes"]),
        ];
        return fields.SelectMany(field => field.Names.Select((name, rank) => KeyValuePair.Create(name, (field.Field, rank))))
            .ToFrozenDictionary(StringComparer.Ordinal);
    }
}
