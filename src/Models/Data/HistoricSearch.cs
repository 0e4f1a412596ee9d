using StreamReco.Models.Events;

namespace StreamReco.Models.Data;

/// <summary>An item of a list, or one that was acted on.</summary>
/// <param name="ItemId">The shop's id.</param>
/// <param name="Position">From 1, absolute over pages; 0 where the event does not say.</param>
public readonly record struct HistoricPlace(string ItemId, int Position);

/// <summary>An event of a data set that says something of a search: what was shown, or what was done under a search id.</summary>
/// <param name="UserId">Who searched.</param>
/// <param name="TimeMs">Event time, Unix milliseconds.</param>
/// <param name="Type"><see cref="EventType.Search"/> or <see cref="EventType.ViewItemList"/> for a list, else what was done.</param>
/// <param name="Query">As it was typed; empty where the event does not say.</param>
/// <param name="SearchId">Names the search; empty where the event does not.</param>
/// <param name="Items">The items; of a list each has a position.</param>
public sealed record HistoricSearch(
    string UserId, long TimeMs, EventType Type, string Query, string SearchId, IReadOnlyList<HistoricPlace> Items)
{
    /// <summary>Whether it says what was shown.</summary>
    public bool IsList => Type is EventType.Search or EventType.ViewItemList;

    /// <summary>What an event says of a search; null for one that says nothing of any.</summary>
    /// <param name="click">The event.</param>
    /// <param name="userId">Its user.</param>
    public static HistoricSearch? Of(ClickEvent click, string userId)
    {
        var isList = click.Type is EventType.Search or EventType.ViewItemList;
        var says = isList ? !click.Query.IsEmpty || !click.SearchId.IsEmpty
            : !click.SearchId.IsEmpty && click.Items.Count > 0 && EventTypes.IsInteraction(click.Type);
        if (!says)
        {
            return null;
        }

        var items = new HistoricPlace[click.Items.Count];
        for (var i = 0; i < items.Length; i++)
        {
            var position = click.Items[i].Position;
            items[i] = new HistoricPlace(click.Items[i].ItemId, position > 0 || !isList ? position : i + 1);
        }

        return new HistoricSearch(
            userId, click.EventTimeMs, click.Type, click.Query.ToString(), click.SearchId.ToString(), items);
    }
}
