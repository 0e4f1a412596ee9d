using System.Text.Json;
using StreamReco.Models.Events;

namespace StreamReco.Models.Decoding;

/// <summary>
/// Events of search services as their documents have them. Meilisearch's <c>/events</c>: clicks and conversions under the id of a
/// query. Luigi's Box: lists of search results, and clicks that name no list and so belong to the newest that showed the item.
/// </summary>
internal static class CloudSearchLogs
{
    private const string SearchList = "Search Results";

    /// <summary>Reads an event of Meilisearch. Its conversions do not say of what kind they are: their names are free text.</summary>
    /// <returns>Why it is no click, or null.</returns>
    public static ValidationFailure? ReadMeilisearch(JsonElement record, EventLimits limits, ClickEvent click)
    {
        var (kind, name) = (SearchLogs.Text(record, "eventType", limits), SearchLogs.Text(record, "eventName", limits) ?? "");
        click.SetUserId(SearchLogs.Text(record, "userId", limits) ?? "");
        click.SetSearchId(SearchLogs.Text(record, "queryUid", limits) ?? "");
        click.EventTimeMs = SearchLogs.TimeOf(record);
        var type = EventType.SelectItem;
        if (kind != "click" && !(kind == "conversion" && EventTypes.TryParse(name, out type)))
        {
            return ValidationFailure.OfPassedOver(kind ?? "meilisearch");
        }

        click.Type = type;
        AddItem(record, "objectId", limits, click);
        return click.Items.Count == 0 && EventTypes.NeedsItem(type) ? ValidationFailure.OfPassedOver(kind!) : null;
    }

    /// <summary>Reads an event of Luigi's Box.</summary>
    /// <returns>Why it is no click, or null.</returns>
    public static ValidationFailure? ReadLuigisBox(JsonElement record, EventLimits limits, ClickEvent click)
    {
        click.SetUserId(SearchLogs.Text(record, "customer_id", limits) ?? SearchLogs.Text(record, "client_id", limits) ?? "");
        click.EventTimeMs = SearchLogs.TimeOf(record, "local_timestamp");
        if (ObjectOf(record, "lists") is { } lists)
        {
            return ObjectOf(lists, SearchList) is { } results ? ReadResults(results, limits, click)
                : ValidationFailure.OfPassedOver("list"); // of completions, of a category, of recommendations
        }

        var action = ObjectOf(record, "action");
        var name = action is { } given ? SearchLogs.Text(given, "type", limits) ?? "" : "";
        var type = EventType.SelectItem;
        if (action is not { } done || (name != "click" && !EventTypes.TryParse(name, out type)))
        {
            return ValidationFailure.OfPassedOver(name.Length > 0 ? name : "luigisbox");
        }

        click.Type = type;
        AddItem(done, "resource_identifier", limits, click);
        return click.Items.Count == 0 && EventTypes.NeedsItem(type) ? ValidationFailure.OfPassedOver(name) : null;
    }

    private static ValidationFailure? ReadResults(JsonElement results, EventLimits limits, ClickEvent click)
    {
        click.Type = EventType.Search;
        if (ObjectOf(results, "query") is { } query)
        {
            click.SetQuery(SearchLogs.Text(query, "string", limits) ?? "");
            click.SetSearchId(ObjectOf(query, "filters") is { } filters ? SearchLogs.Text(filters, "_Guid", limits) ?? "" : "");
        }

        if (results.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array)
        {
            for (var i = 0; i < items.GetArrayLength() && i < limits.ItemsPerEventMax; i++)
            {
                AddItem(items[i], "url", limits, click);
            }
        }

        return null;
    }

    /// <summary>An item with its position as it was sent, plus 1; without an id there is none.</summary>
    private static void AddItem(JsonElement item, string id, EventLimits limits, ClickEvent click)
    {
        if (item.ValueKind != JsonValueKind.Object || SearchLogs.Text(item, id, limits) is not { } found)
        {
            return;
        }

        var position = item.TryGetProperty("position", out var place) && place.ValueKind == JsonValueKind.Number
            && place.TryGetInt32(out var number) && number is >= 0 and < int.MaxValue ? number + 1 : 0;
        click.AddItem(new ItemTouch(found, null, double.NaN, 1) { Position = position });
    }

    private static JsonElement? ObjectOf(JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;
}
