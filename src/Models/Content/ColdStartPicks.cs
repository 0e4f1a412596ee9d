namespace StreamReco.Models.Content;

/// <summary>
/// The few items most like a profile among many that are offered, the same whatever the order in which they are. Reused
/// from answer to answer; for one thread.
/// </summary>
public sealed class ColdStartPicks(ColdStartGate gate, ColdStartProfile profile)
{
    /// <summary>Items by the rough order that are looked at closely.</summary>
    private const int CountMax = 8;

    private readonly List<(float Rough, string ItemId, ReadOnlyMemory<float> Vector)> _rough = new(CountMax + 1);
    private readonly List<ColdStartPick> _picks = new(CountMax);

    /// <summary>Forgets what was offered.</summary>
    public void Clear() => _rough.Clear();

    /// <summary>Whether an item would be among the few: only then need be asked of it what costs more.</summary>
    public bool IsWorth(ReadOnlySpan<float> vector, out float rough)
    {
        rough = profile.RoughOf(vector);
        return rough > 0 && (_rough.Count < CountMax || rough >= _rough[^1].Rough);
    }

    /// <summary>Takes an item in.</summary>
    /// <param name="itemId">The item.</param>
    /// <param name="vector">Its content.</param>
    /// <param name="rough">See <see cref="IsWorth"/>.</param>
    public void Add(string itemId, ReadOnlyMemory<float> vector, float rough)
    {
        var at = _rough.Count;
        while (at > 0 && IsBefore((rough, itemId), _rough[at - 1]))
        {
            at--;
        }

        _rough.Insert(at, (rough, itemId, vector));
        if (_rough.Count > CountMax)
        {
            _rough.RemoveAt(CountMax);
        }
    }

    /// <summary>The items with their chances, the best first; valid until the next call.</summary>
    public IReadOnlyList<ColdStartPick> Find()
    {
        _picks.Clear();
        foreach (var (_, itemId, vector) in _rough)
        {
            var likeness = profile.Of(vector.Span);
            _picks.Add(new ColdStartPick(itemId, vector, likeness, gate.ChanceOf(likeness)));
        }

        _picks.Sort(static (a, b) => a.Chance != b.Chance
            ? b.Chance.CompareTo(a.Chance)
            : string.CompareOrdinal(a.ItemId, b.ItemId));
        return _picks;
    }

    private static bool IsBefore((float Rough, string ItemId) a, (float Rough, string ItemId, ReadOnlyMemory<float>) b) =>
        a.Rough > b.Rough || (a.Rough == b.Rough && string.CompareOrdinal(a.ItemId, b.ItemId) < 0);
}
