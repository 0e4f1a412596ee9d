namespace StreamReco.Stages.Recommendations;

/// <summary>The items that an answer must not name (again). Reused by the next answer without being wiped.</summary>
/// <param name="rows">Rows of the model.</param>
internal sealed class ExcludedItems(int rows)
{
    private readonly long[] _answerOf = new long[rows];
    private readonly HashSet<string> _strangers = new(StringComparer.Ordinal);
    private long _answer = 1;

    /// <summary>Begins another answer.</summary>
    public void Clear()
    {
        _answer++;
        _strangers.Clear();
    }

    /// <summary>Whether the answer must not name the item.</summary>
    public bool Contains(int row) => _answerOf[row] == _answer;

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

        var added = _answerOf[row] != _answer;
        _answerOf[row] = _answer;
        return added;
    }
}
