namespace StreamReco.Models.Ranking;

/// <summary>Where an item stands among an answer's candidates. For one thread.</summary>
/// <param name="items">N.</param>
internal sealed class CandidatePlaces(int items)
{
    private readonly int[] _places = new int[items];

    /// <summary>By item: its place from 1; 0 for all that are no candidates.</summary>
    public ReadOnlySpan<int> ByRow => _places;

    /// <summary>Takes down an answer's candidates; to be followed by <see cref="Clear"/>.</summary>
    public void Set(ReadOnlySpan<int> rows)
    {
        for (var candidate = 0; candidate < rows.Length; candidate++)
        {
            _places[rows[candidate]] = candidate + 1;
        }
    }

    public void Clear(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            _places[row] = 0;
        }
    }
}
