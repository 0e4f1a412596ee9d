namespace StreamReco.Models.LinearAlgebra;

/// <summary>
/// Takes the rows of a <see cref="SparseMatrix"/> one after the other; cells of the same column are summed.
/// </summary>
internal sealed class SparseMatrixBuilder(int columns)
{
    private readonly List<int> _starts = [0];
    private readonly List<int> _indices = [];
    private readonly List<float> _weights = [];
    private readonly List<int> _touched = [];
    private readonly float[] _sums = new float[columns];

    /// <summary>Adds to a cell of the row that <see cref="EndRow"/> will close.</summary>
    public void Add(int column, float weight)
    {
        if (_sums[column] == 0f)
        {
            _touched.Add(column);
        }

        _sums[column] += weight;
    }

    public void EndRow()
    {
        _touched.Sort();
        foreach (var column in _touched)
        {
            _indices.Add(column);
            _weights.Add(_sums[column]);
            _sums[column] = 0f;
        }

        _touched.Clear();
        _starts.Add(_indices.Count);
    }

    public void AddRow(ReadOnlySpan<int> indices, ReadOnlySpan<float> weights)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            Add(indices[i], weights[i]);
        }

        EndRow();
    }

    public SparseMatrix Build() => new(columns, [.. _starts], [.. _indices], [.. _weights]);
}
