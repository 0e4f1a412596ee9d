using System.Numerics.Tensors;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Training;

/// <summary>The objective of implicit ALS, in double precision and in a fixed order of summation.</summary>
internal static class IalsLoss
{
    private const int BlockRows = 1024;

    /// <summary>
    /// Σ w(1 − xᵀy)² over the cells + α₀·Σ (xᵀy)² over all pairs + λ·Σ|x|² (the items' part of λ left out).
    /// </summary>
    public static double Of(
        SparseMatrix cells,
        float[] x,
        float[] y,
        int dimensions,
        double[] gramX,
        double[] gramY,
        double alpha,
        double lambda,
        ParallelOptions parallel)
    {
        var blocks = new double[(cells.Rows + BlockRows - 1) / BlockRows];
        Parallel.For(0, blocks.Length, parallel, block =>
        {
            var last = Math.Min((block + 1) * BlockRows, cells.Rows);
            for (var row = block * BlockRows; row < last; row++)
            {
                blocks[block] += OfRow(cells, row, x.AsSpan(row * dimensions, dimensions), y, lambda);
            }
        });
        return blocks.Sum() + (alpha * TraceOfProduct(gramX, gramY, dimensions));
    }

    private static double OfRow(SparseMatrix cells, int row, ReadOnlySpan<float> x, float[] y, double lambda)
    {
        double sum = lambda * TensorPrimitives.SumOfSquares(x);
        var indices = cells.IndicesOf(row);
        var weights = cells.WeightsOf(row);
        for (var i = 0; i < indices.Length; i++)
        {
            var error = 1.0 - TensorPrimitives.Dot(x, y.AsSpan(indices[i] * x.Length, x.Length));
            sum += weights[i] * error * error;
        }

        return sum;
    }

    /// <summary>tr(A·B) of two packed symmetric matrices: every element off the diagonal counts twice.</summary>
    private static double TraceOfProduct(double[] a, double[] b, int dimensions)
    {
        var sum = 2 * TensorPrimitives.Dot<double>(a, b);
        for (int i = 0, row = 0; i < dimensions; row += ++i)
        {
            sum -= a[row + i] * b[row + i];
        }

        return sum;
    }
}
