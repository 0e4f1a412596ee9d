using System.Runtime.Intrinsics;

namespace StreamReco.Models.LinearAlgebra;

/// <summary>
/// Products of row-major matrices on one thread (the blocking of Goto and van de Geijn, "Anatomy of high-performance
/// matrix multiplication", 2008). The order of summation depends on the depth alone.
/// </summary>
/// <remarks>Holds scratch memory: one object a thread.</remarks>
internal sealed unsafe class MatrixProduct(bool wide)
{
    /// <summary>Tiles of a group of rows: their left side stays in the second-level cache.</summary>
    private const int GroupTiles = 8;

    private const int GroupRows = GroupTiles * GemmKernel.Rows;

    private readonly float[] _left = new float[GroupRows * GemmRight.DepthBlock];
    private readonly float[] _edge = new float[GemmKernel.Rows * GemmRight.Width];

    /// <summary>A product in the widest vectors of this processor.</summary>
    public MatrixProduct()
        : this(Vector512.IsHardwareAccelerated)
    {
    }

    /// <summary>C = A·B (or C += A·B): A is rows×K, C rows×N.</summary>
    public void Multiply(ReadOnlySpan<float> a, int rows, GemmRight b, Span<float> c, bool add = false) =>
        Run(new Left(a, b.Depth, Transposed: false), rows, b, c, add);

    /// <summary>C = Aᵀ·B (or C += Aᵀ·B): A is K×rows, C rows×N.</summary>
    public void MultiplyTransposed(ReadOnlySpan<float> a, int rows, GemmRight b, Span<float> c, bool add = false) =>
        Run(new Left(a, rows, Transposed: true), rows, b, c, add);

    private void Run(in Left a, int rows, GemmRight b, Span<float> c, bool add)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(c.Length, rows * b.Columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(a.Values.Length, rows * b.Depth);
        for (var first = 0; first < b.Depth; first += GemmRight.DepthBlock)
        {
            var depth = Math.Min(GemmRight.DepthBlock, b.Depth - first);
            for (var top = 0; top < rows; top += GroupRows)
            {
                var count = Math.Min(GroupRows, rows - top);
                a.Pack(_left, top, count, first, depth);
                Group(count, depth, b, first, c[(top * b.Columns)..], add || first > 0);
            }
        }
    }

    private void Group(int rows, int depth, GemmRight b, int first, Span<float> c, bool add)
    {
        fixed (float* left = _left, result = c)
        {
            for (var panel = 0; panel < b.Panels; panel++)
            {
                var column = panel * GemmRight.Width;
                var width = Math.Min(GemmRight.Width, b.Columns - column);
                fixed (float* right = b.PanelAt(first, depth, panel))
                {
                    for (var row = 0; row < rows; row += GemmKernel.Rows)
                    {
                        var height = Math.Min(GemmKernel.Rows, rows - row);
                        var target = result + (row * b.Columns) + column;
                        if (height == GemmKernel.Rows && width == GemmRight.Width)
                        {
                            GemmKernel.Run(depth, left + (row * depth), right, target, b.Columns, add, wide);
                        }
                        else
                        {
                            Edge(depth, left + (row * depth), right, new Tile(target, b.Columns, height, width), add);
                        }
                    }
                }
            }
        }
    }

    /// <summary>A tile that reaches beyond the result: computed whole beside it, and its part copied.</summary>
    private void Edge(int depth, float* left, float* right, Tile tile, bool add)
    {
        fixed (float* whole = _edge)
        {
            GemmKernel.Run(depth, left, right, whole, GemmRight.Width, add: false, wide);
            for (var row = 0; row < tile.Height; row++)
            {
                var target = tile.At + (row * tile.Stride);
                for (var column = 0; column < tile.Width; column++)
                {
                    var value = whole[(row * GemmRight.Width) + column];
                    target[column] = add ? value + target[column] : value;
                }
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

    private readonly ref struct Left(ReadOnlySpan<float> values, int stride, bool Transposed)
    {
        private readonly int _stride = stride;
        private readonly bool _transposed = Transposed;

        public ReadOnlySpan<float> Values { get; } = values;

        /// <summary>Tiles of 12 rows one after the other, each depth×12; zeros fill the last.</summary>
        public void Pack(Span<float> target, int top, int rows, int first, int depth)
        {
            for (var row = 0; row < rows; row += GemmKernel.Rows)
            {
                var tile = target.Slice(row * depth, depth * GemmKernel.Rows);
                var height = Math.Min(GemmKernel.Rows, rows - row);
                if (height < GemmKernel.Rows)
                {
                    tile.Clear();
                }

                if (_transposed)
                {
                    for (var k = 0; k < depth; k++)
                    {
                        Values.Slice(((first + k) * _stride) + top + row, height).CopyTo(tile[(k * GemmKernel.Rows)..]);
                    }
                }
                else
                {
                    for (var i = 0; i < height; i++)
                    {
                        GemmRight.Scatter(
                            Values.Slice(((top + row + i) * _stride) + first, depth), tile[i..], GemmKernel.Rows);
                    }
                }
            }
        }
    }
}
