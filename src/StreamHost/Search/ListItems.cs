using StreamReco.Models.Search.Ranking;

namespace StreamReco.StreamHost.Search;

/// <summary>The items of a list without the parts of their scores. Filled again for another list; for one thread at a time.</summary>
internal sealed class ListItems
{
    private string[] _ids = [];
    private float[] _scores = [];
    private SearchTier[] _tiers = [];
    private int _count;

    /// <summary>Takes the items of a list in the place of those before.</summary>
    public void Fill(IReadOnlyList<FoundItem> items)
    {
        if (_ids.Length < items.Count)
        {
            (_ids, _scores, _tiers) = (new string[items.Count], new float[items.Count], new SearchTier[items.Count]);
        }

        _ids.AsSpan(items.Count).Clear(); // an id of the list before shall not outlive it
        _count = items.Count;
        for (var i = 0; i < _count; i++)
        {
            var item = items[i];
            (_ids[i], _scores[i], _tiers[i]) = (item.ItemId, item.Score, item.Tier);
        }
    }

    /// <summary>Some of the items.</summary>
    public FoundItem[] Cut(int start, int size)
    {
        var cut = new FoundItem[Math.Clamp(_count - start, 0, size)];
        for (var i = 0; i < cut.Length; i++)
        {
            cut[i] = new FoundItem(_ids[start + i], _scores[start + i], _tiers[start + i], []);
        }

        return cut;
    }
}
