using System.Runtime.CompilerServices;

namespace StreamReco.Models.LinearAlgebra;

/// <summary>
/// Vectors of floats in panels of 32 rows, in each column by column: the order in which <see cref="PanelKernel"/> reads
/// them. Immutable once filled, for any number of threads.
/// </summary>
internal sealed unsafe class PanelMatrix
{
    private const int Alignment = 64;

    private readonly byte[] _memory; // pinned, so that the aligned first byte stays where it is
    private readonly float* _first;

    /// <param name="rows">N.</param>
    /// <param name="dimensions">D.</param>
    /// <param name="columns">The vectors column by column, D times N values.</param>
    public PanelMatrix(int rows, int dimensions, ReadOnlySpan<float> columns)
        : this(rows, dimensions)
    {
        for (var panel = 0; panel < Panels; panel++)
        {
            var first = panel * PanelKernel.Rows;
            var count = Math.Min(PanelKernel.Rows, rows - first);
            for (var column = 0; column < dimensions; column++)
            {
                columns.Slice((int)(((long)column * rows) + first), count)
                    .CopyTo(new Span<float>(PanelAt(panel) + (column * PanelKernel.Rows), count));
            }
        }
    }

    private PanelMatrix(int rows, int dimensions)
    {
        (Rows, Dimensions) = (rows, dimensions);
        Panels = (rows + PanelKernel.Rows - 1) / PanelKernel.Rows;
        _memory = GC.AllocateArray<byte>(
            checked((int)(((long)Panels * PanelKernel.Rows * dimensions * sizeof(float)) + Alignment)), pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref _memory[0]);
        _first = (float*)((address + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    public int Rows { get; }

    public int Dimensions { get; }

    /// <summary>Panels of 32 rows; behind the last row stand zeros.</summary>
    public int Panels { get; }

    /// <summary>Vectors that are read one by one.</summary>
    public static PanelMatrix Of(int rows, int dimensions, ReadVector read)
    {
        var matrix = new PanelMatrix(rows, dimensions);
        Span<float> vector = new float[dimensions];
        for (var row = 0; row < rows; row++)
        {
            vector.Clear();
            read(row, vector);
            var target = matrix.PanelAt(row / PanelKernel.Rows) + (row % PanelKernel.Rows);
            foreach (var value in vector)
            {
                *target = value;
                target += PanelKernel.Rows;
            }
        }

        return matrix;
    }

    /// <summary>Whether so many vectors fit one array.</summary>
    public static bool Fits(long rows, int dimensions) =>
        (rows + PanelKernel.Rows) * dimensions * sizeof(float) < Array.MaxLength - Alignment;

    /// <summary>The first value of a panel.</summary>
    public float* PanelAt(int panel) => _first + ((nint)panel * PanelKernel.Rows * Dimensions);
}
