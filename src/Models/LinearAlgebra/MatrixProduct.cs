using System.Runtime.Intrinsics;

namespace StreamReco.Models.LinearAlgebra;

/// <summary>
/// Products of row-major matrices on one thread (the blocking of Goto and van de Geijn, "Anatomy of high-performance
/// matrix multiplication", 2008). The order of summation depends on the depth alone.
/// </summary>
/// <remarks>Holds scratch memory: one object a thread.</remarks>
internal sealed unsafe class MatrixProduct(bool wide)
{
    /// <summary>Rows that are worked on together: their left side stays in the second-level cache.</summary>
    private const int GroupRows = 8 * GemmKernel.Rows;

    private readonly float[] _left = new float[GemmKernel.Rows * GemmRight.DepthBlock];
    private readonly float[] _edge = new float[GemmKernel.Rows * GemmRight.Width];

    /// <summary>A product in the widest vectors of this processor.</summary>
    public MatrixProduct()
        : this(Vector512.IsHardwareAccelerated)
    {
    }

    /// <summary>C = A·B (or C += A·B): A is rows×K, C rows×N.</summary>
    public void Multiply(ReadOnlySpan<float> a, int rows, GemmRight b, Span<float> c, bool add = false) =>
        Run(a, rows, b, c, add ? GemmSum.Add : GemmSum.Set, b.Depth, 1);

    /// <summary>C = Aᵀ·B (or C += Aᵀ·B): A is K×rows, C rows×N.</summary>
    public void MultiplyTransposed(ReadOnlySpan<float> a, int rows, GemmRight b, Span<float> c, bool add = false) =>
        Run(a, rows, b, c, add ? GemmSum.Add : GemmSum.Set, 1, rows);

    /// <summary>C += A·B, one product after the other on top of what C holds.</summary>
    public void Continue(ReadOnlySpan<float> a, int rows, GemmRight b, Span<float> c) =>
        Run(a, rows, b, c, GemmSum.Continue, b.Depth, 1);

    /// <summary>C += Aᵀ·B, one product after the other on top of what C holds.</summary>
    public void ContinueTransposed(ReadOnlySpan<float> a, int rows, GemmRight b, Span<float> c) =>
        Run(a, rows, b, c, GemmSum.Continue, 1, rows);

    private void Run(
        ReadOnlySpan<float> a, int rows, GemmRight b, Span<float> c, GemmSum sum, nint rowStep, nint depthStep)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(c.Length, rows * b.Columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(a.Length, rows * b.Depth);
        fixed (float* values = a, result = c, rest = _left)
        {
            for (var first = 0; first < b.Depth; first += GemmRight.DepthBlock)
            {
                var depth = Math.Min(GemmRight.DepthBlock, b.Depth - first);
                var part = values + (first * depthStep);
                var then = first > 0 && sum == GemmSum.Set ? GemmSum.Add : sum;
                var whole = rows - (rows % GemmKernel.Rows);
                for (var top = 0; top < whole; top += GroupRows)
                {
                    var left = new Left(part + (top * rowStep), rowStep, depthStep, Math.Min(GroupRows, whole - top));
                    Group(left, depth, b, first, result + ((nint)top * b.Columns), then);
                }

                if (whole < rows)
                {
                    var left = new Left(part + (whole * rowStep), rowStep, depthStep, rows - whole);
                    Group(left.Filled(rest, depth), depth, b, first, result + ((nint)whole * b.Columns), then);
                }
            }
        }
    }

    private void Group(in Left left, int depth, GemmRight b, int first, float* c, GemmSum sum)
    {
        for (var panel = 0; panel < b.Panels; panel++)
        {
            var column = panel * GemmRight.Width;
            var width = Math.Min(GemmRight.Width, b.Columns - column);
            fixed (float* right = b.PanelAt(first, depth, panel))
            {
                for (var row = 0; row < left.Rows; row += GemmKernel.Rows)
                {
                    var height = Math.Min(GemmKernel.Rows, left.Rows - row);
                    var target = c + ((nint)row * b.Columns) + column;
                    if (height == GemmKernel.Rows && width == GemmRight.Width)
                    {
                        GemmKernel.Run(
                            depth,
                            left.At + (row * left.RowStep),
                            left.RowStep,
                            left.DepthStep,
                            right,
                            target,
                            b.Columns,
                            sum,
                            wide);
                    }
                    else
                    {
                        Edge(left, row, depth, right, new Tile(target, b.Columns, height, width), sum);
                    }
                }
            }
        }
    }

    /// <summary>A tile that reaches beyond the result: its part is copied to a whole one beside it, and back.</summary>
    private void Edge(in Left left, int top, int depth, float* right, Tile tile, GemmSum sum)
    {
        fixed (float* whole = _edge)
        {
            for (var row = 0; row < tile.Height && sum != GemmSum.Set; row++)
            {
                var source = new ReadOnlySpan<float>(tile.At + (row * tile.Stride), tile.Width);
                source.CopyTo(new Span<float>(whole + (row * GemmRight.Width), tile.Width));
            }

            GemmKernel.Run(
                depth,
                left.At + (top * left.RowStep),
                left.RowStep,
                left.DepthStep,
                right,
                whole,
                GemmRight.Width,
                sum,
                wide);
            for (var row = 0; row < tile.Height; row++)
            {
                var source = new ReadOnlySpan<float>(whole + (row * GemmRight.Width), tile.Width);
                source.CopyTo(new Span<float>(tile.At + (row * tile.Stride), tile.Width));
            }
        }
    }

    private readonly struct Tile
    {
        public Tile(float* at, int stride, int height, int width)
        {
            At = at;
            (Stride, Height, Width) = (stride, height, width);
        }

        public float* At { get; }

        public int Stride { get; }

        public int Height { get; }

        public int Width { get; }
    }

    /// <summary>Rows of A where they lie: element (i, k) stands at i·RowStep + k·DepthStep.</summary>
    private readonly struct Left(float* at, nint rowStep, nint depthStep, int rows)
    {
        public float* At { get; } = at;

        public nint RowStep { get; } = rowStep;

        public nint DepthStep { get; } = depthStep;

        public int Rows { get; } = rows;

        /// <summary>Fewer rows than a tile has, copied and filled up with zeros.</summary>
        public Left Filled(float* target, int depth)
        {
            for (var k = 0; k < depth; k++)
            {
                for (var row = 0; row < GemmKernel.Rows; row++)
                {
                    target[(k * GemmKernel.Rows) + row] = row < Rows ? At[(row * RowStep) + (k * DepthStep)] : 0;
                }
            }

            return new Left(target, 1, GemmKernel.Rows, Rows);
        }
    }
}
