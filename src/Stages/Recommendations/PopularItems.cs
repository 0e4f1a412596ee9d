namespace StreamReco.Stages.Recommendations;

/// <summary>
/// A model's most popular items, and by category from one to the next: an answer that wants twenty of a category need not
/// look at the others. Belongs to one shard.
/// </summary>
/// <param name="lookup">Knows categories.</param>
/// <param name="rows">Their rows, most popular first.</param>
internal sealed class PopularItems(ItemLookup lookup, IReadOnlyList<int> rows)
{
    /// <summary>Behind the last place.</summary>
    public const int End = int.MaxValue;

    private readonly int[] _rows = [.. rows];
    private readonly int[] _next = new int[rows.Count];
    private readonly Dictionary<int, int> _first = [];
    private long _generation = -1;

    /// <summary>The row in a place.</summary>
    public int RowAt(int place) => _rows[place];

    /// <summary>The first place of a category; of any, where none is asked for.</summary>
    public int First(int category)
    {
        if (category == ItemLookup.NoCategory)
        {
            return _rows.Length == 0 ? End : 0;
        }

        Follow();
        return _first.GetValueOrDefault(category, End);
    }

    /// <summary>The place behind another one, by the category that was asked for.</summary>
    public int Next(int place, int category) =>
        category != ItemLookup.NoCategory ? _next[place] : place + 1 < _rows.Length ? place + 1 : End;

    private void Follow()
    {
        if (_generation == lookup.Generation)
        {
            return;
        }

        _first.Clear();
        for (var place = _rows.Length - 1; place >= 0; place--)
        {
            var category = lookup.Find(_rows[place]).Category;
            _next[place] = _first.GetValueOrDefault(category, End);
            _first[category] = place;
        }

        _generation = lookup.Generation;
    }
}
