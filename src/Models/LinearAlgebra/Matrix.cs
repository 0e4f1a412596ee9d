namespace StreamReco.Models.LinearAlgebra;

/// <summary>A row-major matrix of fixed width that is reused at changing heights: scratch memory of a layer.</summary>
internal sealed class Matrix(int columns)
{
    private float[] _values = [];

    public int Rows { get; private set; }

    public int Columns { get; } = columns;

    public Span<float> Values => _values.AsSpan(0, Rows * Columns);

    public Span<float> Row(int row) => _values.AsSpan(row * Columns, Columns);

    /// <summary>Sets the height; what the matrix holds is undefined after it.</summary>
    public Matrix Resize(int rows)
    {
        if (_values.Length < rows * Columns)
        {
            _values = GC.AllocateUninitializedArray<float>(rows * Columns * 5 / 4);
        }

        Rows = rows;
        return this;
    }

    /// <summary>Sets the height and fills with zeros.</summary>
    public Matrix Clear(int rows)
    {
        Resize(rows).Values.Clear();
        return this;
    }
}
