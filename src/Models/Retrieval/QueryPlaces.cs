namespace StreamReco.Models.Retrieval;

/// <summary>Sums what speaks for an item by the click of the query that it comes from. For one thread.</summary>
/// <param name="items">N.</param>
internal sealed class QueryPlaces(int items)
{
    /// <summary>1 + the newest place of an item in the query, 0 where it is not there.</summary>
    private readonly int[] _placeOf = new int[items];

    private int[] _rows = [];
    private float[] _weights = [];
    private int _count;

    /// <summary>Begins with the clicks of a query, oldest first.</summary>
    public void Begin(ReadOnlySpan<int> clicks)
    {
        if (_rows.Length < clicks.Length)
        {
            _rows = new int[clicks.Length];
            _weights = new float[clicks.Length];
        }

        _count = clicks.Length;
        clicks.CopyTo(_rows);
        _weights.AsSpan(0, _count).Clear();
        for (var place = 0; place < _count; place++)
        {
            _placeOf[clicks[place]] = place + 1;
        }
    }

    /// <summary>The newest place of the query whose item is among <paramref name="rows"/>, or -1.</summary>
    public int NewestIn(ReadOnlySpan<int> rows)
    {
        var newest = 0;
        foreach (var row in rows)
        {
            newest = Math.Max(newest, _placeOf[row]);
        }

        return newest - 1;
    }

    public void Add(int place, float weight) => _weights[place] += weight;

    /// <summary>Writes the places with a weight, heaviest first, newer ones first at equal weight.</summary>
    /// <param name="places">Filled as far as it reaches.</param>
    /// <param name="offset">What is added to each place.</param>
    /// <returns>How many were written.</returns>
    public int End(Span<int> places, int offset)
    {
        var written = HeaviestPlaces.Write(_weights.AsSpan(0, _count), places, offset);
        foreach (var row in _rows.AsSpan(0, _count))
        {
            _placeOf[row] = 0;
        }

        return written;
    }
}
