using System.Runtime.InteropServices;

namespace StreamReco.Models.LinearAlgebra;

/// <summary>
/// The right side of a product, K×N, copied into the order in which <see cref="GemmKernel"/> reads it: blocks of
/// <see cref="DepthBlock"/> rows, in each panels of <see cref="Width"/> columns, row by row; zeros fill the last panel.
/// </summary>
internal sealed class GemmRight
{
    /// <summary>Columns of a panel.</summary>
    public const int Width = 32;

    /// <summary>Rows of a block: a panel of it (32 KiB) stays in the first-level cache.</summary>
    public const int DepthBlock = 256;

    private float[] _panels = [];

    /// <summary>K.</summary>
    public int Depth { get; private set; }

    /// <summary>N.</summary>
    public int Columns { get; private set; }

    public int Panels => (Columns + Width - 1) / Width;

    /// <summary>Takes a row-major K×N matrix.</summary>
    public void Pack(ReadOnlySpan<float> matrix, int depth, int columns)
    {
        Resize(depth, columns);
        for (var first = 0; first < depth; first += DepthBlock)
        {
            var count = Math.Min(DepthBlock, depth - first);
            for (var panel = 0; panel < Panels; panel++)
            {
                var target = PanelAt(first, count, panel);
                var left = panel * Width;
                var width = Math.Min(Width, columns - left);
                for (var k = 0; k < count; k++)
                {
                    var row = target.Slice(k * Width, Width);
                    matrix.Slice(((first + k) * columns) + left, width).CopyTo(row);
                    row[width..].Clear();
                }
            }
        }
    }

    /// <summary>Takes the transpose of a row-major N×K matrix.</summary>
    public void PackTransposed(ReadOnlySpan<float> matrix, int depth, int columns)
    {
        Resize(depth, columns);
        for (var first = 0; first < depth; first += DepthBlock)
        {
            var count = Math.Min(DepthBlock, depth - first);
            for (var panel = 0; panel < Panels; panel++)
            {
                var target = PanelAt(first, count, panel);
                var left = panel * Width;
                var width = Math.Min(Width, columns - left);
                if (width < Width)
                {
                    target.Clear();
                }

                for (var n = 0; n < width; n++)
                {
                    var row = matrix.Slice(((left + n) * depth) + first, count);
                    Scatter(row, target[n..], Width);
                }
            }
        }
    }

    /// <summary>The panel of the block that begins at row <paramref name="first"/>: count×32.</summary>
    public Span<float> PanelAt(int first, int count, int panel) =>
        _panels.AsSpan((first * Panels * Width) + (panel * count * Width), count * Width);

    /// <summary>Writes <paramref name="row"/> to every <paramref name="stride"/>-th place of the target.</summary>
    internal static void Scatter(ReadOnlySpan<float> row, Span<float> target, int stride)
    {
        ref var place = ref MemoryMarshal.GetReference(target);
        for (var k = 0; k < row.Length; k++)
        {
            System.Runtime.CompilerServices.Unsafe.Add(ref place, k * stride) = row[k];
        }
    }

    private void Resize(int depth, int columns)
    {
        (Depth, Columns) = (depth, columns);
        var size = depth * Panels * Width;
        if (_panels.Length < size)
        {
            _panels = GC.AllocateUninitializedArray<float>(size);
        }
    }
}
