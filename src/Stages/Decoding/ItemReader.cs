using System.Text.Json;
using StreamReco.Models.Events;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Decoding;

/// <summary>Reads the items of an event. Belongs to one <see cref="DecodeStage"/>.</summary>
internal sealed class ItemReader(LimitOptions limits, FieldReader fields)
{
    /// <summary>What GA4's export writes where the shop named no item.</summary>
    private const string NotSet = "(not set)";

    private readonly StringPool _strings = new(capacity: 200_000);

    /// <summary>Adds the items of the array that <paramref name="reader"/> stands on.</summary>
    public void ReadItems(ref Utf8JsonReader reader, ClickEvent click)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            fields.Fail(FailureType.Invalid, "items", "items must be an array.");
            return;
        }

        while (!fields.Failed && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                fields.Fail(FailureType.Invalid, "items", "Each of items must be an object.");
            }
            else if (click.Items.Count == limits.ItemsPerEventMax)
            {
                fields.Fail(
                    FailureType.Invalid,
                    "items",
                    $"items holds more than Limits:ItemsPerEventMax ({limits.ItemsPerEventMax}).");
            }
            else
            {
                ReadItem(ref reader, click);
            }
        }
    }

    /// <summary>Takes a field of an item, or passes over it.</summary>
    public void ReadField(ref Utf8JsonReader reader, EventField field, ref ItemDraft item)
    {
        switch (field)
        {
            case EventField.ItemId when fields.TryText(ref reader, "item_id", out var id):
                item.ItemId = id.IsEmpty || id is NotSet ? null : _strings.Intern(id);
                break;
            case EventField.Sku when item.ItemId is null && fields.TryText(ref reader, "sku", out var sku):
                item.ItemId = sku.IsEmpty ? null : _strings.Intern(sku);
                break;
            case EventField.Category when fields.TryText(ref reader, "item_category", out var category):
                item.Category = category.IsEmpty || category is NotSet ? null : _strings.Intern(category);
                break;
            case EventField.Price when fields.TryNumber(ref reader, "price", out var price):
                item.Price = price;
                break;
            case EventField.Quantity when fields.TryNumber(ref reader, "quantity", out var quantity):
                item.Quantity = quantity is >= 0 and <= int.MaxValue ? (int)quantity : -1;
                break;
            default:
                if (!fields.Failed)
                {
                    reader.Skip();
                }

                break;
        }
    }

    private void ReadItem(ref Utf8JsonReader reader, ClickEvent click)
    {
        var item = ItemDraft.Empty;
        while (!fields.Failed && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = EventFieldNames.Find(reader.ValueSpan);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            // Inside an item `id` is the item's, as Segment, Snowplow and Shopify write it.
            ReadField(ref reader, field == EventField.EventId ? EventField.ItemId : field, ref item);
        }

        if (!fields.Failed && item.ItemId is null)
        {
            fields.Fail(FailureType.Invalid, "items.item_id", "An item of the event has no item_id.");
        }
        else if (!fields.Failed)
        {
            click.AddItem(item.ToTouch());
        }
    }
}
