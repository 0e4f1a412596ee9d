namespace StreamReco.Models.Retrieval.Linear;

/// <summary>Sums by item in a dense array, with the list of the items that have one. For one thread.</summary>
internal sealed class DenseSums(int items)
{
    private readonly float[] _sums = new float[items];
    private readonly bool[] _touched = new bool[items];
    private readonly List<int> _rows = [];

    public float this[int row] => _sums[row];

    public void Add(int row, float value)
    {
        if (!_touched[row])
        {
            _touched[row] = true;
            _rows.Add(row);
        }

        _sums[row] += value;
    }

    /// <summary>
    /// The items with the largest sums but for <paramref name="except"/>, by rising row; equal sums by row.
    /// </summary>
    public int[] Largest(int max, int except)
    {
        int[] rows = [.. _rows.Where(row => row != except && _sums[row] > 0)];
        if (rows.Length > max)
        {
            Array.Sort(Array.ConvertAll(rows, row => (-_sums[row], row)), rows);
            rows = rows[..max];
        }

        Array.Sort(rows);
        return rows;
    }

    /// <summary>The sums of <paramref name="rows"/>.</summary>
    public float[] Of(int[] rows) => Array.ConvertAll(rows, row => _sums[row]);

    public void Clear()
    {
        foreach (var row in _rows)
        {
            _sums[row] = 0;
            _touched[row] = false;
        }

        _rows.Clear();
    }
}
