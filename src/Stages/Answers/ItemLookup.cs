using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.Stages.Catalog;

namespace StreamReco.Stages.Answers;

/// <summary>
/// The catalog by model row: an answer asks for a hundred items, so each is looked up once in a version of the catalog.
/// Belongs to one shard.
/// </summary>
internal sealed class ItemLookup(ModelArtifact model, ICatalog catalog)
{
    private readonly CatalogItem?[] _items = new CatalogItem?[model.Items.Count];
    private readonly long[] _versions = [.. Enumerable.Repeat(-1L, model.Items.Count)];
    private IReadOnlyList<string> _listedIds = [];
    private ListedItem[] _listed = [];
    private long _listedVersion = -1;

    /// <summary>What the catalog says of the item in a row; null when it does not have it.</summary>
    public CatalogItem? Find(int row)
    {
        var version = catalog.Version;
        if (_versions[row] != version)
        {
            _items[row] = catalog.Find(model.Items.IdOf(row));
            _versions[row] = version;
        }

        return _items[row];
    }

    /// <summary>The items of a list that changes rarely and never in place.</summary>
    public ReadOnlySpan<ListedItem> Find(IReadOnlyList<string> ids)
    {
        var version = catalog.Version;
        if (_listedVersion != version || !ReferenceEquals(_listedIds, ids))
        {
            _listed = [.. ids.Select(id => new ListedItem(id, model.Items.IndexOf(id), catalog.Find(id)))];
            _listedIds = ids;
            _listedVersion = version;
        }

        return _listed;
    }
}
