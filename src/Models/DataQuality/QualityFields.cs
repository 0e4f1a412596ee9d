using System.Globalization;
using StreamReco.Models.Events;

namespace StreamReco.Models.DataQuality;

/// <summary>The fields of an event by name, and their values.</summary>
public static class QualityFields
{
    private static readonly string[] _names =
    [
        "event_type", "user_id", "session_id", "country", "query", "search_id", "results", "items", "items.item_id", "items.category",
        "items.price", "items.quantity", "items.position",
    ];

    /// <summary>Names in the order of <see cref="QualityField"/>.</summary>
    public static IReadOnlyList<string> Names => _names;

    public static string NameOf(QualityField field) => _names[(int)field];

    public static bool TryParse(string name, out QualityField field)
    {
        var at = Array.IndexOf(_names, name);
        field = (QualityField)Math.Max(at, 0);
        return at >= 0;
    }

    /// <summary>Whether its values are numbers.</summary>
    public static bool IsNumber(QualityField field) => field is QualityField.Results or QualityField.Items or QualityField.Price
        or QualityField.Quantity or QualityField.Position;

    /// <summary>Whether each item of the event has one.</summary>
    public static bool IsOfItems(QualityField field) => field >= QualityField.ItemId;

    /// <summary>Whether its values may say who somebody is: rules hold no values of it, because an erasure does not reach them.</summary>
    public static bool IsPersonal(QualityField field) =>
        field is QualityField.UserId or QualityField.SessionId or QualityField.Query or QualityField.SearchId;

    /// <summary>How many values the event has of the field, absent ones included.</summary>
    public static int CountOf(ClickEvent click, QualityField field) => IsOfItems(field) ? click.Items.Count : 1;

    /// <summary>A text; empty where the event does not say.</summary>
    /// <param name="click">The event.</param>
    /// <param name="field">A field whose values are no numbers.</param>
    /// <param name="item">The item's number, for fields of items.</param>
    public static ReadOnlySpan<char> TextOf(ClickEvent click, QualityField field, int item) => field switch
    {
        QualityField.EventType => EventTypes.NameOf(click.Type),
        QualityField.UserId => click.UserId,
        QualityField.SessionId => click.SessionId,
        QualityField.Country => click.Country,
        QualityField.Query => click.Query,
        QualityField.SearchId => click.SearchId,
        QualityField.ItemId => click.Items[item].ItemId,
        _ => click.Items[item].Category,
    };

    /// <summary>A number; NaN where the event does not say.</summary>
    /// <param name="click">The event.</param>
    /// <param name="field">A field whose values are numbers.</param>
    /// <param name="item">The item's number, for fields of items.</param>
    public static double NumberOf(ClickEvent click, QualityField field, int item) => field switch
    {
        QualityField.Results => click.Results < 0 ? double.NaN : click.Results,
        QualityField.Items => click.Items.Count,
        QualityField.Price => click.Items[item].Price,
        QualityField.Quantity => click.Items[item].Quantity,
        _ => click.Items[item].Position == 0 ? double.NaN : click.Items[item].Position,
    };

    /// <summary>Whether the event says a value.</summary>
    public static bool Has(ClickEvent click, QualityField field, int item) =>
        IsNumber(field) ? !double.IsNaN(NumberOf(click, field, item)) : !TextOf(click, field, item).IsEmpty;

    /// <summary>A value as people read it.</summary>
    public static string Show(ClickEvent click, QualityField field, int item) => IsNumber(field)
        ? NumberOf(click, field, item).ToString(CultureInfo.InvariantCulture)
        : $"'{TextOf(click, field, item)}'";
}
