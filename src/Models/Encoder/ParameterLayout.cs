namespace StreamReco.Models.Encoder;

/// <summary>One named matrix inside the flat array of a network's parameters.</summary>
internal readonly record struct ParameterSlice(string Name, int Offset, int Rows, int Columns)
{
    public int Length => Rows * Columns;

    public Span<float> Of(float[] parameters) => parameters.AsSpan(Offset, Length);
}

/// <summary>
/// Where each matrix of a network lies in one flat array, so that sums, the optimizer and files know one array only.
/// </summary>
internal sealed class ParameterLayout
{
    private readonly List<ParameterSlice> _slices = [];

    public IReadOnlyList<ParameterSlice> Slices => _slices;

    public int Length { get; private set; }

    public ParameterSlice Add(string name, int rows, int columns)
    {
        var slice = new ParameterSlice(name, Length, rows, columns);
        _slices.Add(slice);
        Length += slice.Length;
        return slice;
    }
}
