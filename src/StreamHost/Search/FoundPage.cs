using StreamReco.Models.Search.Ranking;

namespace StreamReco.StreamHost.Search;

/// <summary>A page of a list.</summary>
/// <param name="List">The list.</param>
/// <param name="Start">Items before the page.</param>
/// <param name="Items">The page's items.</param>
/// <param name="IsRestarted">Whether the list is not the one that the cursor was given for.</param>
internal sealed record FoundPage(PinnedList List, int Start, IReadOnlyList<FoundItem> Items, bool IsRestarted)
{
    /// <summary>Where the next page begins; null behind the last.</summary>
    public SearchCursor? Next => Start + Items.Count is var next && next < List.ItemIds.Length
        ? new SearchCursor(List.Head.SearchId, next, List.Request, List.Head.Node) : null;

    /// <summary>The first page.</summary>
    public static FoundPage Of(PinnedList list, IReadOnlyList<FoundItem> items, int size) =>
        new(list, 0, items.Count <= size ? items : [.. items.Take(size)], IsRestarted: false);

    /// <summary>Another page, without the parts of scores.</summary>
    public static FoundPage Cut(PinnedList list, int start, int size, bool isRestarted)
    {
        var items = new List<FoundItem>(size);
        for (var i = start; i < list.ItemIds.Length && items.Count < size; i++)
        {
            items.Add(new FoundItem(list.ItemIds[i], list.Scores[i], list.Tiers[i], []));
        }

        return new FoundPage(list, Math.Min(start, list.ItemIds.Length), items, isRestarted);
    }
}
