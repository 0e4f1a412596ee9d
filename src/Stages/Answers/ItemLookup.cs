using StreamReco.Models.Artifacts;
using StreamReco.Stages.Catalog;

namespace StreamReco.Stages.Answers;

/// <summary>
/// What is known of the items that answers name: the catalog's word, else the model's. An answer asks for a hundred
/// items, so each is looked up once in a version of the catalog and kept in one cache line. Belongs to one shard.
/// </summary>
internal sealed class ItemLookup
{
    private readonly ModelArtifact _model;
    private readonly ICatalog _catalog;
    private readonly KnownItem[] _items;
    private IReadOnlyList<string> _listedIds = [];
    private ListedItem[] _listed = [];
    private long _listedVersion = -1;

    public ItemLookup(ModelArtifact model, ICatalog catalog)
    {
        _model = model;
        _catalog = catalog;
        _items = new KnownItem[model.Items.Count];
        _items.AsSpan().Fill(new KnownItem(-1, null, Available: false));
    }

    /// <summary>The item in a row of the model.</summary>
    public ref readonly KnownItem Find(int row)
    {
        ref var item = ref _items[row];
        var version = _catalog.Version;
        if (item.Version != version)
        {
            var info = _catalog.Find(_model.Items.IdOf(row)) ?? _model.ItemInfo[row];
            item = new KnownItem(version, info.Category, info.Available);
        }

        return ref item;
    }

    /// <summary>The items of a list that changes rarely and never in place.</summary>
    public ReadOnlySpan<ListedItem> Find(IReadOnlyList<string> ids)
    {
        var version = _catalog.Version;
        if (_listedVersion != version || !ReferenceEquals(_listedIds, ids))
        {
            _listed = [.. ids.Select(id => new ListedItem(id, _model.Items.IndexOf(id), _catalog.Find(id)))];
            _listedIds = ids;
            _listedVersion = version;
        }

        return _listed;
    }
}

/// <summary>An item of the model.</summary>
/// <param name="Version">The version of the catalog that was asked.</param>
/// <param name="Category">Its category, or null.</param>
/// <param name="Available">Whether it may be recommended.</param>
internal readonly record struct KnownItem(long Version, string? Category, bool Available);
