namespace StreamReco.Stages.Recommendations;

/// <summary>What a user was shown last, and what the most popular items would have been. Reused for the user's next answer, and for another user.</summary>
internal sealed class ShownAnswer(int items)
{
    private readonly string[] _items = new string[items];
    private readonly int[] _plainRows = new int[items];
    private int _count;
    private int _plainCount;

    /// <summary>The 1-based rank of an item, 0 when it was not shown.</summary>
    public int RankOf(string itemId) => Array.IndexOf(_items, itemId, 0, _count) + 1;

    /// <summary>The same in the plain answer, by the item's row.</summary>
    public int PlainRankOf(int row) => _plainRows.AsSpan(0, _plainCount).IndexOf(row) + 1;

    public void Take(IReadOnlyList<RankedItem> answer)
    {
        _count = Math.Min(answer.Count, _items.Length);
        for (var i = 0; i < _count; i++)
        {
            _items[i] = answer[i].ItemId;
        }
    }

    /// <summary>Takes the most popular rows but those that are left out.</summary>
    public void TakePlain(IReadOnlyList<int> popularRows, ExcludedItems leftOut)
    {
        _plainCount = 0;
        for (var i = 0; i < popularRows.Count && _plainCount < _plainRows.Length; i++)
        {
            if (!leftOut.Contains(popularRows[i]))
            {
                _plainRows[_plainCount++] = popularRows[i];
            }
        }
    }
}
