namespace StreamReco.Models.Content;

/// <summary>
/// Items of a vocabulary taken for new, offered to queries as serving offers the items that its model does not know. For
/// one thread.
/// </summary>
/// <param name="content">The vocabulary's content.</param>
/// <param name="itemIds">The vocabulary, by row.</param>
/// <param name="fresh">Rows of the items that are taken for new.</param>
internal sealed class FreshOffline(ContentSpace content, IReadOnlyList<string> itemIds, IReadOnlyList<int> fresh)
{
    private readonly FreshProfile _profile = new(content.Dimensions);
    private FreshPicks? _picks;

    /// <summary>The items most like the history's newest, the best chance first; valid until the next call.</summary>
    /// <param name="history">Rows, oldest first.</param>
    public IReadOnlyList<FreshPick> Find(ReadOnlySpan<int> history)
    {
        _picks ??= new FreshPicks(content.Gate, _profile);
        _profile.Clear();
        _picks.Clear();
        for (var i = history.Length - 1; i >= Math.Max(0, history.Length - FreshProfile.ItemsMax); i--)
        {
            _profile.Add(content.VectorOf(history[i]));
        }

        foreach (var row in fresh)
        {
            if (_picks.IsWorth(content.VectorOf(row), out var rough) && !history.Contains(row))
            {
                _picks.Add(itemIds[row], content.Vectors.Slice(row * content.Dimensions, content.Dimensions), rough);
            }
        }

        return _picks.Find();
    }
}
