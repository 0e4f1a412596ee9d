using System.Numerics.Tensors;

namespace StreamReco.Models.LinearAlgebra;

/// <summary>Packed Gram matrices FᵀF of row-major factors.</summary>
internal static class Gram
{
    /// <summary>
    /// Rows of one partial sum: fixed, so that the sums have the same bits whatever the number of threads.
    /// </summary>
    private const int BlockRows = 2048;

    /// <summary>FᵀF, packed by rows of the lower triangle; blocks in parallel, added up in their order.</summary>
    public static double[] Of(ReadOnlyMemory<float> factors, int dimensions, ParallelOptions parallel)
    {
        var rows = factors.Length / dimensions;
        var partial = new float[(rows + BlockRows - 1) / BlockRows][];
        Parallel.For(0, partial.Length, parallel, block =>
        {
            var first = block * BlockRows;
            var count = Math.Min(BlockRows, rows - first);
            partial[block] = OfBlock(factors.Span.Slice(first * dimensions, count * dimensions), dimensions);
        });
        var sum = new double[PackedCholesky.Length(dimensions)];
        foreach (var part in partial)
        {
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += part[i];
            }
        }

        return sum;
    }

    /// <summary>α·G + λI.</summary>
    public static double[] Regularized(double[] gram, int dimensions, double alpha, double lambda)
    {
        var result = gram.Select(value => alpha * value).ToArray();
        for (int i = 0, row = 0; i < dimensions; row += ++i)
        {
            result[row + i] += lambda;
        }

        return result;
    }

    /// <summary>A += w·y·yᵀ on packed A.</summary>
    public static void AddOuter(Span<float> a, ReadOnlySpan<float> y, float weight)
    {
        for (int i = 0, row = 0; i < y.Length; row += ++i)
        {
            var target = a.Slice(row, i + 1);
            TensorPrimitives.MultiplyAdd(y[..(i + 1)], weight * y[i], target, target);
        }
    }

    private static float[] OfBlock(ReadOnlySpan<float> rows, int dimensions)
    {
        var sum = new float[PackedCholesky.Length(dimensions)];
        for (var start = 0; start < rows.Length; start += dimensions)
        {
            AddOuter(sum, rows.Slice(start, dimensions), 1f);
        }

        return sum;
    }
}
