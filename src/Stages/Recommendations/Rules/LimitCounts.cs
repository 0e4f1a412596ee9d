namespace StreamReco.Stages.Recommendations.Rules;

/// <summary>How much of each limit an answer has used up. Reused by the next answer; not thread-safe.</summary>
internal sealed class LimitCounts(RerankRules rules)
{
    /// <summary>The number of no category.</summary>
    public const int NoCategory = 0;

    private readonly int[] _matching = new int[rules.Count];
    private readonly Dictionary<int, int> _byCategory = [];

    public void Clear()
    {
        _matching.AsSpan().Clear();
        if (_byCategory.Count > 0)
        {
            _byCategory.Clear();
        }
    }

    /// <summary>The first rule that keeps the item out, or -1.</summary>
    public int Forbids(int category, ulong matches)
    {
        for (var i = 0; i < rules.Limits.Count; i++)
        {
            var index = rules.Limits[i];
            if (Concerns(index, category, matches) && Used(index, category) >= rules[index].Max)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>An item is in the answer.</summary>
    public void Count(int category, ulong matches)
    {
        for (var i = 0; i < rules.Limits.Count; i++)
        {
            var index = rules.Limits[i];
            _matching[index] += rules[index].IsMatched && Concerns(index, category, matches) ? 1 : 0;
        }

        if (category != NoCategory && rules.Limits.Count > 0)
        {
            _byCategory[category] = _byCategory.GetValueOrDefault(category) + 1;
        }
    }

    /// <summary>Whether a rule speaks of such an item and is used up.</summary>
    public bool IsFull(int index, int category, ulong matches) =>
        Concerns(index, category, matches) && Used(index, category) >= rules[index].Max;

    private bool Concerns(int index, int category, ulong matches) =>
        rules[index].IsMatched ? (matches & (1UL << index)) != 0 : category != NoCategory;

    private int Used(int index, int category) =>
        rules[index].IsMatched ? _matching[index] : _byCategory.GetValueOrDefault(category);
}
