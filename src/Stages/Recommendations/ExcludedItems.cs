namespace StreamReco.Stages.Recommendations;

/// <summary>The items that an answer must not name (again): a bit a row, so that all of them stay in the cache. Reused by the next answer.</summary>
/// <param name="rows">Rows of the model.</param>
internal sealed class ExcludedItems(int rows)
{
    private const int WordShift = 6;

    private readonly ulong[] _bits = new ulong[(rows >> WordShift) + 1];
    private readonly HashSet<string> _strangers = new(StringComparer.Ordinal);
    private readonly List<int> _words = [];

    /// <summary>Begins another answer.</summary>
    public void Clear()
    {
        foreach (var word in _words)
        {
            _bits[word] = 0;
        }

        _words.Clear();
        if (_strangers.Count > 0)
        {
            _strangers.Clear();
        }
    }

    /// <summary>Whether the answer must not name the item.</summary>
    public bool Contains(int row) => ((_bits[row >> WordShift] >> row) & 1) != 0;

    /// <inheritdoc cref="Contains(int)"/>
    public bool Contains(int row, string itemId) => row < 0 ? _strangers.Contains(itemId) : Contains(row);

    /// <param name="row">The item's row, -1 when the model does not know it.</param>
    /// <param name="itemId">The item.</param>
    /// <returns>False when it was excluded before.</returns>
    public bool Add(int row, string itemId)
    {
        if (row < 0)
        {
            return _strangers.Add(itemId);
        }

        ref var bits = ref _bits[row >> WordShift];
        var own = 1UL << row;
        if ((bits & own) != 0)
        {
            return false;
        }

        if (bits == 0)
        {
            _words.Add(row >> WordShift);
        }

        bits |= own;
        return true;
    }
}
