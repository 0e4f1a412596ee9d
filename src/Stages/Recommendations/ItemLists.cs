namespace StreamReco.Stages.Recommendations;

/// <summary>
/// The items of several lists that change rarely and never in place, such as what trends in each country: answers to
/// visitors of many countries take turns, and each list is looked up once in a version of the catalog all the same.
/// </summary>
internal sealed class ItemLists(ItemLookup lookup)
{
    /// <summary>More than there are countries: lists of windows that have gone are forgotten with the rest.</summary>
    private const int ListsMax = 128;

    private readonly Dictionary<IReadOnlyList<string>, ItemList> _lists = new(ReferenceEqualityComparer.Instance);

    /// <summary>The items of a list.</summary>
    public ReadOnlySpan<ListedItem> Find(IReadOnlyList<string> ids)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        if (!_lists.TryGetValue(ids, out var list))
        {
            if (_lists.Count == ListsMax)
            {
                _lists.Clear();
            }

            _lists.Add(ids, list = new ItemList(lookup));
        }

        return list.Find(ids);
    }
}
