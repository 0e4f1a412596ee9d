using StreamReco.Models.Artifacts;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Recommendations.Rules;

namespace StreamReco.Stages.Recommendations;

/// <summary>
/// What is known of the items that answers name: the catalog's word, else the model's. An answer asks for a hundred
/// items, so each is looked up once in a version of the catalog and kept in one cache line. Belongs to one shard.
/// </summary>
internal sealed class ItemLookup
{
    private readonly ModelArtifact _model;
    private readonly ICatalog _catalog;
    private readonly RerankRules _rules;
    private readonly KnownItem[] _items;

    public ItemLookup(ModelArtifact model, ICatalog catalog, RerankRules rules)
    {
        _model = model;
        _catalog = catalog;
        _rules = rules;
        _items = new KnownItem[model.Items.Count];
        _items.AsSpan().Fill(new KnownItem(-1, null, 0, Available: false));
    }

    /// <summary>The item in a row of the model.</summary>
    public ref readonly KnownItem Find(int row)
    {
        ref var item = ref _items[row];
        var version = _catalog.Version;
        if (item.Version != version)
        {
            var info = _catalog.Find(_model.Items.IdOf(row)) ?? _model.ItemInfo[row];
            var matches = _rules.MatchesOf(info.ItemId, info.Category, info.Brand);
            item = new KnownItem(version, info.Category, matches, info.Available);
        }

        return ref item;
    }

    /// <summary>The catalog's number: what was found stays right while it stays.</summary>
    public long Version => _catalog.Version;

    /// <summary>An item by its id, one that the model does not know included.</summary>
    public ListedItem Find(string itemId)
    {
        var row = _model.Items.IndexOf(itemId);
        if (row >= 0)
        {
            ref readonly var item = ref Find(row);
            return new ListedItem(itemId, row, item.Category, item.Matches, item.Available);
        }

        var info = _catalog.Find(itemId);
        var matches = _rules.MatchesOf(itemId, info?.Category, info?.Brand);
        return new ListedItem(itemId, row, info?.Category, matches, info?.Available != false);
    }
}

/// <summary>An item of the model.</summary>
/// <param name="Version">The version of the catalog that was asked.</param>
/// <param name="Category">Its category, or null.</param>
/// <param name="Matches">The rules that speak of it, as bits.</param>
/// <param name="Available">Whether it may be recommended.</param>
internal readonly record struct KnownItem(long Version, string? Category, ulong Matches, bool Available);
