using System.Runtime.InteropServices;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Recommendations.Rules;

namespace StreamReco.Stages.Recommendations;

/// <summary>
/// What is known of the items that answers name: the catalog's word, else the model's. An answer asks for hundreds of items,
/// so each is looked up once, kept in four bytes, and looked up again when the catalog says that it changed. Categories are
/// numbers here. Belongs to one shard.
/// </summary>
internal sealed class ItemLookup
{
    /// <summary>The number of no category; asked for, it stands for any.</summary>
    public const int NoCategory = LimitCounts.NoCategory;

    /// <summary>The number of a category that no item can have.</summary>
    private const int NobodysCategory = NoCategory - 1;

    /// <summary>Categories beside those of the model's items before all are numbered anew: callers may name any.</summary>
    private const int CategoriesMax = 4_096;

    private readonly ModelArtifact _model;
    private readonly ICatalog _catalog;
    private readonly RerankRules _rules;
    private readonly int[] _codes; // 0 for not looked up, else (category + 1) * 2, and 1 more for available
    private readonly ulong[] _matches;
    private readonly Dictionary<string, int> _categories = new(StringComparer.Ordinal);
    private readonly List<string> _changed = [];
    private long _version = -1;

    public ItemLookup(ModelArtifact model, ICatalog catalog, RerankRules rules)
    {
        _model = model;
        _catalog = catalog;
        _rules = rules;
        _codes = new int[model.Items.Count];
        _matches = rules.SpeakOfItems ? new ulong[model.Items.Count] : [];
    }

    /// <summary>Another number whenever something that was found may be found otherwise.</summary>
    public long Generation { get; private set; }

    /// <summary>Follows the catalog up to now. Until the next call all answers are those of one moment, but for items not yet asked for.</summary>
    public void Follow()
    {
        var version = _catalog.Version;
        var isFull = _categories.Count > _model.Items.Count + CategoriesMax;
        if (version == _version && !isFull)
        {
            return;
        }

        if (isFull || _version < 0 || !_catalog.TryReadChanges(_version, version, _changed))
        {
            _codes.AsSpan().Clear();
            _categories.Clear();
        }
        else
        {
            ForgetChanged();
        }

        _version = version;
        Generation++;
    }

    /// <summary>The item in a row of the model.</summary>
    public KnownItem Find(int row)
    {
        var code = _codes[row];
        code = code == 0 ? Look(row) : code;
        return new KnownItem((code >> 1) - 1, _matches.Length == 0 ? 0 : _matches[row], (code & 1) != 0);
    }

    /// <summary>An item by its id, one that the model does not know included.</summary>
    public ListedItem Find(string itemId)
    {
        var row = _model.Items.IndexOf(itemId);
        if (row >= 0)
        {
            var item = Find(row);
            return new ListedItem(itemId, row, item.Category, item.Matches, item.Available);
        }

        var info = _catalog.Find(itemId);
        var matches = _rules.MatchesOf(itemId, info?.Category, info?.Brand);
        return new ListedItem(itemId, row, NumberOf(info?.Category), matches, info?.Available != false);
    }

    /// <summary>The number of a category until it is numbered anew, at the earliest by <see cref="Follow"/>.</summary>
    public int NumberOf(string? category)
    {
        if (category is null)
        {
            return NoCategory;
        }

        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_categories, category, out var isKnown);
        return isKnown ? number : number = _categories.Count;
    }

    /// <summary>The number of a category that a caller names. One that is too long to be an item's is not kept.</summary>
    public int NumberOfAsked(string? category) =>
        category is { Length: > CatalogJson.TextCharsMax } ? NobodysCategory : NumberOf(category);

    private int Look(int row)
    {
        var info = _catalog.Find(_model.Items.IdOf(row)) ?? _model.ItemInfo[row];
        if (_matches.Length > 0)
        {
            _matches[row] = _rules.MatchesOf(info.ItemId, info.Category, info.Brand);
        }

        return _codes[row] = ((NumberOf(info.Category) + 1) << 1) | (info.Available ? 1 : 0);
    }

    private void ForgetChanged()
    {
        foreach (var id in _changed)
        {
            if (_model.Items.IndexOf(id) is >= 0 and var row)
            {
                _codes[row] = 0;
            }
        }
    }
}

/// <summary>An item of the model.</summary>
/// <param name="Category">The number of its category.</param>
/// <param name="Matches">The rules that speak of it, as bits.</param>
/// <param name="Available">Whether it may be recommended.</param>
internal readonly record struct KnownItem(int Category, ulong Matches, bool Available);
