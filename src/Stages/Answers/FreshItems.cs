using System.Numerics.Tensors;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Content;
using StreamReco.Models.Items;
using StreamReco.Models.Users;
using StreamReco.Stages.Answers.Rules;
using StreamReco.Stages.Catalog;

namespace StreamReco.Stages.Answers;

/// <summary>
/// Items that the shop sells and the model does not know, by their content: found from the moment on that the catalog has
/// them. Belongs to one shard.
/// </summary>
internal sealed class FreshItems(ModelArtifact model, ContentSpace content, ICatalog catalog)
{
    /// <summary>More are not looked at: the vectors of so many fit the cache of a core.</summary>
    private const int ItemsMax = 2_000;

    /// <summary>Items of the history that say what the user is after now.</summary>
    private const int HistoryItems = 5;

    private readonly Dictionary<string, (CatalogItem Item, float[] Vector)> _items = new(StringComparer.Ordinal);
    private readonly float[] _profile = new float[ContentEncoder.Dimensions];
    private readonly List<string> _changed = [];
    private long _version = -1;

    /// <summary>The item closest to the newest of the history, if it is close enough to be trusted.</summary>
    /// <param name="recent">The history, newest first.</param>
    /// <param name="excluded">Items that the answer must not name.</param>
    /// <param name="limits">What the answer may still hold.</param>
    /// <param name="rules">The rules that speak of items.</param>
    /// <param name="found">The item, and the one of the history that it is most like.</param>
    public bool TryFind(
        ReadOnlySpan<RecentItem> recent, ExcludedItems excluded, LimitCounts limits, RerankRules rules,
        out (CatalogItem Item, ulong Matches, string BecauseOf) found)
    {
        found = default;
        Follow();
        if (_items.Count == 0 || !Look(recent))
        {
            return false;
        }

        var best = content.Gate * TensorPrimitives.Norm<float>(_profile);
        foreach (var (id, (item, vector)) in _items)
        {
            var score = TensorPrimitives.Dot<float>(_profile, vector);
            var isBetter = score > best || (score == best && found.Item is not null && string.CompareOrdinal(id, found.Item.ItemId) < 0);
            if (isBetter && item.Available && !excluded.Contains(-1, id))
            {
                var matches = rules.MatchesOf(id, item.Category, item.Brand);
                if ((matches & rules.BuryMask) == 0 && limits.Forbids(item.Category, matches) < 0)
                {
                    (best, found) = (score, (item, matches, ""));
                }
            }
        }

        if (found.Item is not null)
        {
            found.BecauseOf = ClosestOf(recent, _items[found.Item.ItemId].Vector);
        }

        return found.Item is not null;
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

    private bool Look(ReadOnlySpan<RecentItem> recent)
    {
        _profile.AsSpan().Clear();
        for (var i = 0; i < Math.Min(recent.Length, HistoryItems); i++)
        {
            TensorPrimitives.MultiplyAdd(VectorOf(recent[i]), 1f / (1 + i), _profile, _profile);
        }

        return _profile.AsSpan().ContainsAnyExcept(0f);
    }

    private string ClosestOf(ReadOnlySpan<RecentItem> recent, float[] vector)
    {
        var (closest, most) = ("", float.NegativeInfinity);
        for (var i = 0; i < Math.Min(recent.Length, HistoryItems); i++)
        {
            var score = TensorPrimitives.Dot(VectorOf(recent[i]), vector) / (1 + i);
            (closest, most) = score > most ? (recent[i].ItemId, score) : (closest, most);
        }

        return closest;
    }

    private ReadOnlySpan<float> VectorOf(in RecentItem item) =>
        item.Index >= 0 ? content.VectorOf(item.Index)
        : _items.TryGetValue(item.ItemId, out var fresh) ? fresh.Vector
        : _nothing;

    private static readonly float[] _nothing = new float[ContentEncoder.Dimensions];
}
