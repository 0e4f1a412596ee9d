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
    public SearchCursor? Next => Start + Items.Count is var next && next < List.Count
        ? new SearchCursor(List.Head.ListId, next, List.Request, List.Head.Node) : null;

    /// <summary>A page of a list whose items are at hand; they are copied, so that their list can be used again.</summary>
    public static FoundPage Of(PinnedList list, IReadOnlyList<FoundItem> items, int start, int size, bool isRestarted = false)
    {
        var page = new FoundItem[Math.Clamp(items.Count - start, 0, size)];
        for (var i = 0; i < page.Length; i++)
        {
            page[i] = items[start + i];
        }

        return new FoundPage(list, Math.Min(start, items.Count), page, isRestarted);
    }
}
