namespace StreamReco.Models.Retrieval;

/// <summary>
/// Scores by item row: a dense array and the list of the rows that were touched, so that adding is one store and
/// clearing costs only what was touched. A bitmap says which rows are in the list, not the score: a sum may be 0
/// because it underflowed, or because all that was added is 0. Reused from query to query; not for several threads.
/// </summary>
/// <param name="items">N, the rows of the vocabulary.</param>
public sealed class ScoreTable(int items)
{
    private readonly float[] _scores = new float[items];
    private readonly int[] _touched = new int[items];
    private readonly ulong[] _marks = new ulong[(items + 63) / 64];
    private int _count;

    /// <summary>N.</summary>
    public int Items => _scores.Length;

    /// <summary>The rows to which a score was added, each once, in the order in which they were first touched.</summary>
    public ReadOnlySpan<int> Touched => _touched.AsSpan(0, _count);

    /// <summary>The score of a row; 0 where there is none.</summary>
    public float this[int row] => _scores[row];

    /// <summary>Adds a score of any value: a row is listed once, whatever its sum is.</summary>
    public void Add(int row, float score)
    {
        ref var value = ref _scores[row];
        if (value == 0) // A row with a sum is listed already, so that the bitmap is read for the others alone.
        {
            Touch(row);
        }

        value += score;
    }

    /// <summary>Forgets every score.</summary>
    public void Clear()
    {
        foreach (var row in Touched)
        {
            _scores[row] = 0;
            _marks[row >> 6] = 0;
        }

        _count = 0;
    }

    private void Touch(int row)
    {
        ref var marks = ref _marks[row >> 6];
        var mark = 1UL << row;
        if ((marks & mark) == 0)
        {
            marks |= mark;
            _touched[_count++] = row;
        }
    }
}
