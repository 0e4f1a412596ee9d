using StreamReco.Models.Artifacts;
using StreamReco.Models.Content;
using StreamReco.Models.Items;
using StreamReco.Models.Users;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Recommendations.Rules;

namespace StreamReco.Stages.Recommendations;

/// <summary>
/// Items that the shop sells and the model does not know, by their content: found from the moment on that the catalog has
/// them. Belongs to one shard.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="content">What items are encoded in.</param>
/// <param name="catalog">What the shop sells.</param>
/// <param name="lookup">Numbers categories.</param>
internal sealed class ColdStartItems(ModelArtifact model, ContentSpace content, ICatalog catalog, ItemLookup lookup)
{
    /// <summary>More are not looked at: the vectors of so many fit the cache of a core.</summary>
    private const int ItemsMax = 2_000;

    private readonly Dictionary<string, (CatalogItem Item, float[] Vector)> _items = new(StringComparer.Ordinal);
    private readonly ColdStartProfile _profile = new(content.Dimensions);
    private readonly float[] _nothing = new float[content.Dimensions];
    private readonly List<string> _changed = [];
    private readonly List<ColdStartItem> _found = [];
    private ColdStartPicks? _picks;
    private long _version = -1;

    /// <summary>Items with the places that the gate gives them, rising; valid until the next call.</summary>
    /// <param name="recent">The history, newest first.</param>
    /// <param name="room">Places of the answer.</param>
    /// <param name="excluded">Items that the answer must not name.</param>
    /// <param name="limits">What the answer may still hold.</param>
    /// <param name="rules">The rules that speak of items.</param>
    public IReadOnlyList<ColdStartItem> Find(
        ReadOnlySpan<RecentItem> recent, int room, ExcludedItems excluded, LimitCounts limits, RerankRules rules)
    {
        _found.Clear();
        Follow();
        Look(recent);
        if (_items.Count == 0 || _profile.IsEmpty)
        {
            return _found;
        }

        _picks ??= new ColdStartPicks(content.Gate, _profile);
        _picks.Clear();
        foreach (var (id, (item, vector)) in _items)
        {
            if (_picks.IsWorth(vector, out var rough) && item.Available && !excluded.Contains(-1, id)
                && MayBeShown(item, limits, rules))
            {
                _picks.Add(id, vector, rough);
            }
        }

        foreach (var (place, pick) in ColdStartPlaces.Of(content.Gate, _picks.Find(), room))
        {
            var item = _items[pick.ItemId].Item;
            var matches = rules.MatchesOf(item.ItemId, item.Category, item.Brand);
            _found.Add(new ColdStartItem(item, lookup.NumberOf(item.Category), matches, place, recent[_profile.ClosestTo(pick.Vector.Span)].ItemId));
        }

        return _found;
    }

    private bool MayBeShown(CatalogItem item, LimitCounts limits, RerankRules rules)
    {
        var matches = rules.MatchesOf(item.ItemId, item.Category, item.Brand);
        return (matches & rules.BuryMask) == 0 && limits.Forbids(lookup.NumberOf(item.Category), matches) < 0;
    }

    private void Follow()
    {
        var version = catalog.Version;
        if (_version == version)
        {
            return;
        }

        if (_version >= 0 && catalog.TryReadChanges(_version, version, _changed))
        {
            _changed.ForEach(Take);
        }
        else
        {
            _items.Clear();
            foreach (var item in catalog.Items)
            {
                Take(item.ItemId);
            }
        }

        _version = version;
    }

    private void Take(string id)
    {
        _items.Remove(id);
        if (_items.Count < ItemsMax && model.Items.IndexOf(id) < 0 && catalog.Find(id) is { } item)
        {
            _items[id] = (item, content.Encode(item));
        }
    }

    private void Look(ReadOnlySpan<RecentItem> recent)
    {
        _profile.Clear();
        for (var i = 0; i < Math.Min(recent.Length, ColdStartProfile.ItemsMax); i++)
        {
            _profile.Add(VectorOf(recent[i]));
        }
    }

    private ReadOnlySpan<float> VectorOf(in RecentItem item) =>
        item.Index >= 0 ? content.VectorOf(item.Index)
        : _items.TryGetValue(item.ItemId, out var fresh) ? fresh.Vector
        : _nothing;
}

/// <summary>An item that the model does not know, with its place in an answer.</summary>
/// <param name="Item">The catalog's word.</param>
/// <param name="Category">The number of its category.</param>
/// <param name="Matches">The rules that speak of it, as bits.</param>
/// <param name="Place">Its place among the items that are not pinned, from 1.</param>
/// <param name="BecauseOf">The item of the history that it is most like.</param>
internal readonly record struct ColdStartItem(CatalogItem Item, int Category, ulong Matches, int Place, string BecauseOf);
