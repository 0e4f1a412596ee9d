using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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
        ArgumentOutOfRangeException.ThrowIfLessThan(matrix.Length, depth * columns); // its rows are read without a look at the length
        Resize(depth, columns);
        for (var first = 0; first < depth; first += DepthBlock)
        {
            var count = Math.Min(DepthBlock, depth - first);
            for (var panel = 0; panel < Panels; panel++)
            {
                var target = PanelAt(first, count, panel);
                var left = panel * Width;
                var width = Math.Min(Width, columns - left);
                var source = matrix[(first * columns)..];
                if (width == Width)
                {
                    Copy(source, left, columns, target);
                    continue;
                }

                for (var k = 0; k < count; k++)
                {
                    var row = target.Slice(k * Width, Width);
                    source.Slice((k * columns) + left, width).CopyTo(row);
                    row[width..].Clear();
                }
            }
        }
    }

    /// <summary>Takes the transpose of a row-major N×K matrix.</summary>
    public void PackTransposed(ReadOnlySpan<float> matrix, int depth, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(matrix.Length, depth * columns);
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

                Transpose(matrix, (left * depth) + first, depth, width, count, target);
            }
        }
    }

    /// <summary>The panel of the block that begins at row <paramref name="first"/>: count×32.</summary>
    public Span<float> PanelAt(int first, int count, int panel) =>
        _panels.AsSpan((first * Panels * Width) + (panel * count * Width), count * Width);

    /// <summary>Copies rows of <see cref="Width"/> values, without a call for each.</summary>
    private static void Copy(ReadOnlySpan<float> source, int from, int stride, Span<float> target)
    {
        ref var read = ref MemoryMarshal.GetReference(source);
        ref var written = ref MemoryMarshal.GetReference(target);
        for (nuint to = 0, at = (nuint)from; to < (nuint)target.Length; to += Width, at += (nuint)stride)
        {
            var (first, second) = (Vector512.LoadUnsafe(ref read, at), Vector512.LoadUnsafe(ref read, at + 16));
            first.StoreUnsafe(ref written, to);
            second.StoreUnsafe(ref written, to + 16);
        }
    }

    /// <summary>Writes a row-major part of a matrix by columns, <see cref="Width"/> apart.</summary>
    private static void Transpose(
        ReadOnlySpan<float> matrix, int from, int stride, int rows, int columns, Span<float> target)
    {
        ref var read = ref MemoryMarshal.GetReference(matrix[from..]);
        ref var written = ref MemoryMarshal.GetReference(target);
        var row = 0;
        for (; row + 4 <= rows && Sse.IsSupported; row += 4)
        {
            var column = 0;
            for (; column + 4 <= columns; column += 4)
            {
                ref var corner = ref Unsafe.Add(ref read, (row * stride) + column);
                var a = Vector128.LoadUnsafe(ref corner);
                var b = Vector128.LoadUnsafe(ref corner, (nuint)stride);
                var c = Vector128.LoadUnsafe(ref corner, (nuint)(2 * stride));
                var d = Vector128.LoadUnsafe(ref corner, (nuint)(3 * stride));
                var (ab, cd) = (Sse.UnpackLow(a, b), Sse.UnpackLow(c, d));
                ref var place = ref Unsafe.Add(ref written, (column * Width) + row);
                Sse.MoveLowToHigh(ab, cd).StoreUnsafe(ref place);
                Sse.MoveHighToLow(cd, ab).StoreUnsafe(ref place, Width);
                (ab, cd) = (Sse.UnpackHigh(a, b), Sse.UnpackHigh(c, d));
                Sse.MoveLowToHigh(ab, cd).StoreUnsafe(ref place, 2 * Width);
                Sse.MoveHighToLow(cd, ab).StoreUnsafe(ref place, 3 * Width);
            }

            Scatter(ref read, ref written, (row, row + 4), (column, columns), stride);
        }

        Scatter(ref read, ref written, (row, rows), (0, columns), stride);
    }

    private static void Scatter(
        ref float read, ref float written, (int From, int To) rows, (int From, int To) columns, int stride)
    {
        for (var row = rows.From; row < rows.To; row++)
        {
            for (var column = columns.From; column < columns.To; column++)
            {
                Unsafe.Add(ref written, (column * Width) + row) = Unsafe.Add(ref read, (row * stride) + column);
            }
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
