using System.Text.Json;
using StreamReco.Models.Events;

namespace StreamReco.Models.Decoding;

/// <summary>Reads the items of an event. Belongs to one <see cref="EventDecoder"/>.</summary>
/// <param name="limits">Bounds of an event.</param>
/// <param name="fields">Reads the values.</param>
/// <param name="fileNames">Names that only click files use, with names and brands of items; null in the stream.</param>
internal sealed class ItemReader(EventLimits limits, FieldReader fields, IFileFieldNames? fileNames)
{
    private readonly StringPool _strings = new(capacity: 200_000);
    private int _listRank;

    /// <summary>One string for each id and each category.</summary>
    public StringPool Strings => _strings;

    /// <summary>Why no list gave an item; null where one did or none is there.</summary>
    public ValidationFailure? ListFault { get; private set; }

    /// <summary>The list is longer than an event may have.</summary>
    public bool IsTooLong { get; private set; }

    public void Begin()
    {
        _listRank = int.MaxValue;
        ListFault = null;
        IsTooLong = false;
    }

    /// <summary>
    /// Takes the good items of the array that <paramref name="reader"/> stands on, unless a list that comes before has some.
    /// </summary>
    public void ReadItems(ref Utf8JsonReader reader, int rank, ClickEvent click)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            fields.Leave(LeftOutField.Items, LeftOutReason.WrongKind);
            ListFault ??= new ValidationFailure(FailureType.Invalid, "items", "items must be an array.");
            reader.Skip();
            return;
        }

        var before = click.Items.Count;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                fields.Leave(LeftOutField.Items, LeftOutReason.WrongKind);
                ListFault ??= new ValidationFailure(FailureType.Invalid, "items", "Each of items must be an object.");
                reader.Skip();
            }
            else if (click.Items.Count - before == limits.ItemsPerEventMax)
            {
                IsTooLong = true;
                reader.Skip();
            }
            else
            {
                ReadItem(ref reader, click);
            }
        }

        Choose(rank, before, click);
    }

    /// <summary>Takes a field of an item where it comes before what is known, or passes over it.</summary>
    /// <param name="reader">Stands on the value; on its end afterwards.</param>
    /// <param name="name">The field and its name's rank.</param>
    /// <param name="level">Rank of the level that the name stands on.</param>
    /// <param name="item">The item.</param>
    public void ReadField(ref Utf8JsonReader reader, NamedField name, int level, ref ItemDraft item)
    {
        var rank = level + name.Rank;
        switch (name.Field)
        {
            case EventField.ItemId:
                ReadId(ref reader, rank, ref item, ref item.ItemId, ref item.IdRank);
                break;
            case EventField.Id:
                ReadId(ref reader, level + NamedField.BareItemId, ref item, ref item.BareId, ref item.BareIdRank);
                break;
            case EventField.Category:
                ReadText(ref reader, LeftOutField.Category, rank, ref item.Category, ref item.CategoryRank);
                break;
            case EventField.ItemName:
                ReadText(ref reader, LeftOutField.ItemName, rank, ref item.Name, ref item.NameRank);
                break;
            case EventField.Brand:
                ReadText(ref reader, LeftOutField.ItemName, rank, ref item.Brand, ref item.BrandRank);
                break;
            case EventField.Price when fields.TryNumber(ref reader, LeftOutField.Price, out var price) && rank <= item.PriceRank:
                (item.Price, item.PriceRank) = (price, rank);
                break;
            case EventField.Quantity when fields.TryNumber(ref reader, LeftOutField.Quantity, out var quantity):
                TakeQuantity(quantity, rank, ref item);
                break;
            case EventField.Position when reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var position)
                && position is >= 0 and < int.MaxValue && rank <= item.PositionRank:
                (item.Position, item.PositionRank) = (position + 1, rank);
                break;
            default:
                break;
        }

        reader.Skip();
    }

    /// <summary>A list has a place among lists: where two hold items, the one that comes first counts.</summary>
    private void Choose(int rank, int before, ClickEvent click)
    {
        var added = click.Items.Count - before;
        if (added > 0 && rank <= _listRank)
        {
            click.RemoveItems(0, before);
            _listRank = rank;
        }
        else
        {
            click.RemoveItems(before, added);
        }
    }

    private void ReadItem(ref Utf8JsonReader reader, ClickEvent click)
    {
        var item = ItemDraft.Empty;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = EventFieldNames.Find(reader.ValueSpan);
            name = name.Field is EventField.Unknown or EventField.Name && fileNames is not null
                ? fileNames.Find(reader.ValueSpan) : name;
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null)
            {
                ReadField(ref reader, name, 0, ref item);
            }
        }

        if (item.BareIdRank < item.IdRank)
        {
            item.ItemId = item.BareId;
        }

        if (item.ItemId is not null)
        {
            click.AddItem(item.ToTouch());
            return;
        }

        fields.Leave(LeftOutField.Items, LeftOutReason.NoId);
        ListFault ??= item.IdFault is { } fault
            ? fields.FailureOf("items.item_id", fault)
            : new ValidationFailure(FailureType.Invalid, "items.item_id", "An item of the event has no item_id.");
    }

    private void ReadId(ref Utf8JsonReader reader, int rank, ref ItemDraft item, ref string? id, ref int idRank)
    {
        if (fields.TryText(ref reader, out var text))
        {
            if (rank <= idRank)
            {
                (id, idRank) = (_strings.Intern(text), rank);
            }
        }
        else
        {
            item.IdFault ??= fields.Fault;
        }
    }

    private void ReadText(ref Utf8JsonReader reader, LeftOutField field, int rank, ref string? text, ref int textRank)
    {
        if (fields.TryText(ref reader, field, out var read) && rank <= textRank)
        {
            (text, textRank) = (_strings.Intern(read), rank);
        }
    }

    private void TakeQuantity(double quantity, int rank, ref ItemDraft item)
    {
        if (quantity > int.MaxValue || quantity != Math.Floor(quantity))
        {
            fields.Leave(LeftOutField.Quantity, LeftOutReason.NoNumber);
        }
        else if (rank <= item.QuantityRank)
        {
            (item.Quantity, item.QuantityRank) = ((int)quantity, rank);
        }
    }
}
