using System.Text.Json;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Models.Text;

namespace StreamReco.Models.Data;

/// <summary>
/// Puts the fields that <c>--columns</c> names over what the decoder has read of a line of JSON. A name may be a path with dots;
/// one that leads from an element of <c>items</c> or <c>products</c> gives an item for each element.
/// </summary>
internal sealed class MappedFields(ColumnMap map, EventMap events)
{
    private static readonly string[] _holders = ["properties", "ecommerce", "data"];
    private static readonly string[] _lists = ["items", "products"];

    /// <summary>By column: the field that a failure of the decoder names.</summary>
    private static readonly (Column Column, string Field)[] _failing =
        [(Column.User, "user_id"), (Column.Time, "timestamp"), (Column.Event, "event_type"), (Column.Item, "item")];

    /// <param name="line">The line, a JSON object.</param>
    /// <param name="click">What the decoder has read; changed.</param>
    /// <param name="failure">Why the decoder refused the line, or null.</param>
    /// <param name="isDay">Whether the time says the day alone.</param>
    /// <param name="order">The place in the session.</param>
    /// <returns>Null, or why the line is refused.</returns>
    public ValidationFailure? Apply(ReadOnlyMemory<byte> line, ClickEvent click, ValidationFailure? failure, ref bool isDay, ref int order)
    {
        if (failure is not null && (failure.IsPassedOver || !IsMapped(failure)))
        {
            return failure;
        }

        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        ApplyPerson(root, click);
        ApplyItems(root, click);
        if (map[Column.Order] is { } place && At(root, place) is { ValueKind: JsonValueKind.Number } n && n.TryGetInt32(out var at))
        {
            order = at;
        }

        return ApplyType(root, click) ?? ApplyTime(root, click, ref isDay);
    }

    private bool IsMapped(ValidationFailure failure) => failure.Field is { } field
        && _failing.Any(pair => map[pair.Column] is not null && field.StartsWith(pair.Field, StringComparison.Ordinal));

    private void ApplyPerson(JsonElement root, ClickEvent click)
    {
        if (map[Column.Session] is { } session)
        {
            click.SetSessionId(Text(root, session));
        }

        if (map[Column.User] is { } user)
        {
            click.SetUserId(Text(root, user));
        }

        if (click.UserId.IsEmpty)
        {
            click.SetUserId(click.SessionId);
        }
    }

    private ValidationFailure? ApplyType(JsonElement root, ClickEvent click)
    {
        if (map[Column.Event] is not { } path)
        {
            return null;
        }

        var name = Text(root, path);
        click.Type = events.TryGet(name, out var type) ? type : EventType.None;
        return click.Type != EventType.None || name.Length == 0
            ? null
            : new ValidationFailure(FailureType.Invalid, "event_type", $"unknown event '{name[..Math.Min(name.Length, 40)]}'");
    }

    private ValidationFailure? ApplyTime(JsonElement root, ClickEvent click, ref bool isDay)
    {
        if (map[Column.Time] is not { } path)
        {
            return null;
        }

        var text = Text(root, path);
        click.EventTimeMs = long.MinValue;
        if (text.Length == 0)
        {
            return null;
        }

        if (!EventTimeText.TryParse(text, out var timeMs, out isDay))
        {
            return new ValidationFailure(FailureType.Invalid, "timestamp", "unreadable time");
        }

        click.EventTimeMs = timeMs;
        return null;
    }

    private void ApplyItems(JsonElement root, ClickEvent click)
    {
        var read = click.Items.ToArray();
        var single = read.Length == 1 ? read[0] : new ItemTouch("", null, double.NaN, 1);
        if (map[Column.Item] is not { } path)
        {
            click.RemoveItems(0, read.Length);
            foreach (var item in read)
            {
                click.AddItem(Describe(root, item));
            }

            return;
        }

        click.RemoveItems(0, read.Length);
        if (Text(root, path) is { Length: > 0 } id)
        {
            click.AddItem(Describe(root, single with { ItemId = id }));
            return;
        }

        foreach (var element in ItemsOf(root))
        {
            if (Text(element, path) is { Length: > 0 } listed)
            {
                var known = Array.Find(read, item => item.ItemId == listed);
                click.AddItem(Describe(element, known.ItemId is null ? new ItemTouch(listed, null, double.NaN, 1) : known));
            }
        }
    }

    private ItemTouch Describe(JsonElement element, ItemTouch item)
    {
        var price = map[Column.Price] is { } path && PriceText.TryParse(Text(element, path), out var read) ? read : item.Price;
        return new ItemTouch(item.ItemId, Or(element, Column.Category, item.Category), price, item.Quantity)
        {
            Name = Or(element, Column.Name, item.Name),
            Brand = Or(element, Column.Brand, item.Brand),
        };
    }

    private string? Or(JsonElement element, Column column, string? known) =>
        map[column] is { } path && Text(element, path) is { Length: > 0 } text ? text : known;

    private static IEnumerable<JsonElement> ItemsOf(JsonElement root)
    {
        foreach (var holder in (JsonElement[])[root, .. _holders.Select(name => At(root, name))])
        {
            foreach (var list in _lists)
            {
                if (At(holder, list) is { ValueKind: JsonValueKind.Array } items && items.GetArrayLength() > 0)
                {
                    return items.EnumerateArray();
                }
            }
        }

        return [];
    }

    private static JsonElement At(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(path, out var whole))
        {
            return whole;
        }

        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return default;
            }
        }

        return element;
    }

    /// <summary>A text or a number; empty for anything else and for words that stand for no value.</summary>
    private static string Text(JsonElement element, string path)
    {
        var value = At(element, path);
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Trim(),
            JsonValueKind.Number => value.GetRawText(),
            _ => string.Empty,
        };
        return MissingWords.IsMissing(text) ? string.Empty : text;
    }
}
