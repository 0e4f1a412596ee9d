namespace StreamReco.Models.Retrieval;

/// <summary>
/// Scores by item row: a dense array and the list of the rows that were touched, so that adding is one store and
/// clearing costs only what was touched. Reused from query to query; not for several threads.
/// </summary>
/// <param name="items">N, the rows of the vocabulary.</param>
public sealed class ScoreTable(int items)
{
    private readonly float[] _scores = new float[items];
    private readonly int[] _touched = new int[items];
    private int _count;

    /// <summary>N.</summary>
    public int Items => _scores.Length;

    /// <summary>The rows with a score, in the order in which they were first touched.</summary>
    public ReadOnlySpan<int> Touched => _touched.AsSpan(0, _count);

    /// <summary>The score of a row; 0 where there is none.</summary>
    public float this[int row] => _scores[row];

    /// <summary>Adds a score, which must be above 0.</summary>
    public void Add(int row, float score)
    {
        ref var value = ref _scores[row];
        if (value == 0)
        {
            _touched[_count++] = row;
        }

        value += score;
    }

    /// <summary>Forgets every score.</summary>
    public void Clear()
    {
        foreach (var row in Touched)
        {
            _scores[row] = 0;
        }

        _count = 0;
    }
}
