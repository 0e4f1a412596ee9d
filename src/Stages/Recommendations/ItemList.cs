namespace StreamReco.Stages.Recommendations;

/// <summary>
/// The items of a list of ids that changes rarely and never in place, each looked up once in a version of the catalog.
/// </summary>
internal sealed class ItemList(ItemLookup lookup)
{
    private IReadOnlyList<string> _ids = [];
    private ListedItem[] _items = [];
    private long _generation = -1;

    public ReadOnlySpan<ListedItem> Find(IReadOnlyList<string> ids)
    {
        if (_generation != lookup.Generation || !ReferenceEquals(_ids, ids))
        {
            _items = [.. ids.Select(lookup.Find)];
            _ids = ids;
            _generation = lookup.Generation;
        }

        return _items;
    }
}
