namespace StreamReco.Models.LinearAlgebra;

/// <summary>
/// A sparse matrix of confidence weights by rows (CSR); no cell stands twice, the columns of a row rise.
/// </summary>
/// <param name="columns">Number of columns.</param>
/// <param name="starts">Rows + 1 offsets: row r is cells starts[r] up to starts[r + 1].</param>
/// <param name="indices">The column of each cell.</param>
/// <param name="weights">The weight of each cell.</param>
internal sealed class SparseMatrix(int columns, int[] starts, int[] indices, float[] weights)
{
    public int Rows => starts.Length - 1;

    public int Columns { get; } = columns;

    public int Cells => indices.Length;

    public ReadOnlySpan<int> IndicesOf(int row) => indices.AsSpan(starts[row], starts[row + 1] - starts[row]);

    public ReadOnlySpan<float> WeightsOf(int row) => weights.AsSpan(starts[row], starts[row + 1] - starts[row]);

    /// <summary>The same cells by columns.</summary>
    public SparseMatrix Transpose()
    {
        var offsets = new int[Columns + 1];
        foreach (var column in indices)
        {
            offsets[column + 1]++;
        }

        for (var column = 0; column < Columns; column++)
        {
            offsets[column + 1] += offsets[column];
        }

        var next = offsets.AsSpan(0, Columns).ToArray();
        var rowsOf = new int[Cells];
        var weightsOf = new float[Cells];
        for (var row = 0; row < Rows; row++)
        {
            for (var cell = starts[row]; cell < starts[row + 1]; cell++)
            {
                var at = next[indices[cell]]++;
                (rowsOf[at], weightsOf[at]) = (row, weights[cell]);
            }
        }

        return new SparseMatrix(Rows, offsets, rowsOf, weightsOf);
    }

    /// <summary>This matrix with the rows of another of the same width below it.</summary>
    public SparseMatrix Above(SparseMatrix below)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(below.Columns, Columns);
        var builder = new SparseMatrixBuilder(Columns);
        foreach (var part in new[] { this, below })
        {
            for (var row = 0; row < part.Rows; row++)
            {
                builder.AddRow(part.IndicesOf(row), part.WeightsOf(row));
            }
        }

        return builder.Build();
    }
}
