namespace StreamReco.Stages.Recommendations;

/// <summary>
/// The items of a list of ids that changes rarely and never in place, each looked up once in a version of the catalog.
/// </summary>
internal sealed class ItemList(ItemLookup lookup)
{
    private IReadOnlyList<string> _ids = [];
    private ListedItem[] _items = [];
    private long _version = -1;

    public ReadOnlySpan<ListedItem> Find(IReadOnlyList<string> ids)
    {
        var version = lookup.Version;
        if (_version != version || !ReferenceEquals(_ids, ids))
        {
            _items = [.. ids.Select(lookup.Find)];
            _ids = ids;
            _version = version;
        }

        return _items;
    }
}
