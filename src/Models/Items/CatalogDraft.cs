using System.Text.Json;

namespace StreamReco.Models.Items;

/// <summary>
/// A catalog record while it is read, field by field: a field that cannot be read is left out, and among several names
/// of one field the first of <see cref="CatalogNames"/> wins whose value is not empty, in whatever order they stand.
/// </summary>
internal sealed class CatalogDraft
{
    /// <summary>Prices and availability of offers come after the item's own.</summary>
    private const int OfferRank = 100;

    private readonly List<CatalogFieldFault> _faults = [];
    private readonly List<string> _codes = [];
    private (string Text, int Rank) _id = ("", int.MaxValue);
    private (string Text, int Rank) _name = ("", int.MaxValue);
    private (string Text, int Rank) _category = ("", int.MaxValue);
    private (string Text, int Rank) _brand = ("", int.MaxValue);
    private (double Value, int Rank) _price = (double.NaN, int.MaxValue);
    private Availability _said;
    private List<string> _attributes = [];
    private float[] _vector = [];
    private (string Text, int Rank) _description = ("", int.MaxValue);

    /// <summary>The id that the record itself names; empty where it names none.</summary>
    public string ItemId => _id.Text;

    public IReadOnlyList<CatalogFieldFault> Faults => _faults;

    /// <summary>Reads the property whose name the reader stands at; at the last token of its value afterwards.</summary>
    public void ReadField(ref Utf8JsonReader reader)
    {
        var (field, rank) = CatalogNames.Of(ref reader);
        reader.Read();
        switch (field)
        {
            case CatalogField.ItemId:
                Note("item_id", ReadScalar(ref reader, rank, ref _id));
                break;
            case CatalogField.Name:
                Note("name", ReadText(ref reader, rank, ref _name));
                break;
            case CatalogField.Category:
                Note("category", ReadText(ref reader, rank, ref _category));
                break;
            case CatalogField.Brand:
                Note("brand", ReadText(ref reader, rank, ref _brand));
                break;
            case CatalogField.Price:
                ReadPrice(ref reader, rank);
                break;
            case CatalogField.Available or CatalogField.Unavailable:
                Say(CatalogAvailability.Read(ref reader, isNegated: field == CatalogField.Unavailable));
                break;
            case CatalogField.Offers:
                Say(ReadOffers(ref reader));
                break;
            case CatalogField.Attributes:
                Note("attributes", CatalogAttributes.Read(ref reader, out _attributes));
                break;
            case CatalogField.Vector when reader.TokenType != JsonTokenType.Null:
                Note("vector", WithoutName(VectorJson.Read(ref reader, out _vector)));
                break;
            case CatalogField.Description:
                Note("description", CatalogCodes.ReadDescription(ref reader, rank, ref _description));
                break;
            case CatalogField.Codes:
                Note("codes", CatalogCodes.Read(ref reader, _codes));
                break;
            default:
                reader.Skip();
                break;
        }
    }

    /// <summary>The item under an id. It is available unless the record says that it is not.</summary>
    public CatalogItem ToItem(string itemId) => new(
        itemId,
        _name.Text.Length > 0 ? _name.Text : itemId,
        _category.Text.Length > 0 ? _category.Text : null,
        _brand.Text.Length > 0 ? _brand.Text : null,
        _price.Value,
        Available: _said != Availability.Unavailable)
    {
        Attributes = _attributes.Count == 0 ? [] : [.. _attributes],
        Description = _description.Text.Length > 0 ? _description.Text : null,
        Codes = _codes.Count == 0 ? [] : [.. _codes],
        Vector = _vector.Length == 0 ? default : _vector.AsMemory(),
    };

    /// <summary>Counts a field as left out, where something is wrong with it.</summary>
    public void Note(string field, string? reason)
    {
        if (reason is not null)
        {
            _faults.Add(new CatalogFieldFault(field, reason));
        }
    }

    private static string? ReadScalar(ref Utf8JsonReader reader, int rank, ref (string Text, int Rank) best)
    {
        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject or JsonTokenType.True or JsonTokenType.False)
        {
            reader.Skip();
            return "is neither a text nor a number";
        }

        return ReadText(ref reader, rank, ref best);
    }

    private static string? ReadText(ref Utf8JsonReader reader, int rank, ref (string Text, int Rank) best)
    {
        var fault = CatalogText.ReadNested(ref reader, out var text);
        best = text.Length > 0 && rank <= best.Rank ? (text, rank) : best;
        return fault;
    }

    private void ReadPrice(ref Utf8JsonReader reader, int rank)
    {
        Note("price", CatalogPrice.Read(ref reader, out var price));
        _price = !double.IsNaN(price) && rank <= _price.Rank ? (price, rank) : _price;
    }

    private void Say(Availability said)
    {
        Note("available", said == Availability.Unreadable ? "is not understood" : null);
        _said = CatalogAvailability.Together(_said, said);
    }

    /// <summary>What offers say of availability: one that is available is enough.</summary>
    private Availability ReadOffers(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return ReadOffer(ref reader);
        }

        var (said, isAvailable) = (Availability.NotSaid, false);
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var one = ReadOffers(ref reader);
                isAvailable |= one == Availability.Available;
                said = CatalogAvailability.Together(said, one);
            }
        }

        return isAvailable ? Availability.Available : said;
    }

    private Availability ReadOffer(ref Utf8JsonReader reader)
    {
        var said = Availability.NotSaid;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (field, rank) = CatalogNames.Of(ref reader);
            reader.Read();
            switch (field)
            {
                case CatalogField.Price:
                    ReadPrice(ref reader, OfferRank + rank);
                    break;
                case CatalogField.Available or CatalogField.Unavailable:
                    said = CatalogAvailability.Together(
                        said, CatalogAvailability.Read(ref reader, field == CatalogField.Unavailable));
                    break;
                case CatalogField.Offers:
                    said = CatalogAvailability.Together(said, ReadOffers(ref reader));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return said;
    }

    /// <summary>A reason of <see cref="VectorJson"/> names the field itself.</summary>
    private static string? WithoutName(string? fault) =>
        fault?.StartsWith("vector ", StringComparison.Ordinal) == true ? fault["vector ".Length..].TrimEnd('.') : fault;
}
