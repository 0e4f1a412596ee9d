namespace StreamReco.Models.Content;

/// <summary>Items offered to users as serving offers the items that its model does not know. For one thread.</summary>
/// <param name="content">The content of the model's items.</param>
/// <param name="items">What is offered: ids and vectors.</param>
internal sealed class ColdStartOffline(ContentSpace content, IReadOnlyList<(string ItemId, ReadOnlyMemory<float> Vector)> items)
{
    private readonly ColdStartProfile _profile = new(content.Dimensions);
    private ColdStartPicks? _picks;

    /// <summary>Begins with another user.</summary>
    public void Clear() => _profile.Clear();

    /// <summary>Adds the next older item of the history, the newest first.</summary>
    public void Add(ReadOnlySpan<float> vector) => _profile.Add(vector);

    /// <summary>The items most like the history's newest, the best chance first; valid until the next call.</summary>
    /// <param name="isSeen">Whether the history holds an item.</param>
    public IReadOnlyList<ColdStartPick> Find(Func<string, bool> isSeen)
    {
        _picks ??= new ColdStartPicks(content.Gate, _profile);
        _picks.Clear();
        foreach (var (itemId, vector) in items)
        {
            if (_picks.IsWorth(vector.Span, out var rough) && !isSeen(itemId))
            {
                _picks.Add(itemId, vector, rough);
            }
        }

        return _picks.Find();
    }
}
