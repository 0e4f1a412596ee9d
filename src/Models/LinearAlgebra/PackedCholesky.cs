using System.Numerics.Tensors;

namespace StreamReco.Models.LinearAlgebra;

/// <summary>
/// Cholesky factorization A = L·Lᵀ of symmetric positive definite matrices, packed by rows of the lower triangle
/// (D(D+1)/2 values), in place. Row-oriented, so that every inner loop is a dot product of contiguous floats.
/// </summary>
internal static class PackedCholesky
{
    public static int Length(int dimensions) => dimensions * (dimensions + 1) / 2;

    /// <summary>Replaces A by L.</summary>
    /// <exception cref="InvalidOperationException">A is not positive definite: the regularization is too
    /// small.</exception>
    public static void Factor(Span<float> a, int dimensions)
    {
        for (int i = 0, row = 0; i < dimensions; row += ++i)
        {
            var target = a.Slice(row, i + 1);
            for (int j = 0, other = 0; j < i; other += ++j)
            {
                target[j] = (target[j] - TensorPrimitives.Dot(target[..j], a.Slice(other, j))) / a[other + j];
            }

            var pivot = target[i] - TensorPrimitives.Dot(target[..i], target[..i]);
            if (!(pivot > 0f))
            {
                throw new InvalidOperationException(
                    "A training matrix is not positive definite; a larger regularization makes it so.");
            }

            target[i] = MathF.Sqrt(pivot);
        }
    }

    /// <summary>Replaces b by the solution of L·Lᵀ·x = b.</summary>
    public static void Solve(ReadOnlySpan<float> l, Span<float> b)
    {
        for (int i = 0, row = 0; i < b.Length; row += ++i)
        {
            b[i] = (b[i] - TensorPrimitives.Dot(l.Slice(row, i), b[..i])) / l[row + i];
        }

        for (var i = b.Length - 1; i >= 0; i--)
        {
            var row = l.Slice(Length(i), i + 1);
            b[i] /= row[i];
            TensorPrimitives.MultiplyAdd(row[..i], -b[i], b[..i], b[..i]);
        }
    }

    /// <summary>The packed inverse of a packed A, in double precision: the one inverse that a model keeps.</summary>
    public static float[] Inverse(ReadOnlySpan<double> a, int dimensions)
    {
        var l = a.ToArray();
        FactorDouble(l, dimensions);
        var inverse = new float[a.Length];
        Span<double> column = new double[dimensions];
        for (var j = 0; j < dimensions; j++)
        {
            column.Clear();
            column[j] = 1;
            SolveDouble(l, column);
            for (var i = j; i < dimensions; i++)
            {
                inverse[Length(i) + j] = (float)column[i];
            }
        }

        return inverse;
    }

    private static void FactorDouble(Span<double> a, int dimensions)
    {
        for (int i = 0, row = 0; i < dimensions; row += ++i)
        {
            var target = a.Slice(row, i + 1);
            for (int j = 0, other = 0; j <= i; other += ++j)
            {
                var rest = target[j] - TensorPrimitives.Dot<double>(target[..j], a.Slice(other, j));
                target[j] = j < i ? rest / a[other + j] : Math.Sqrt(rest);
            }
        }
    }

    private static void SolveDouble(ReadOnlySpan<double> l, Span<double> b)
    {
        for (int i = 0, row = 0; i < b.Length; row += ++i)
        {
            b[i] = (b[i] - TensorPrimitives.Dot<double>(l.Slice(row, i), b[..i])) / l[row + i];
        }

        for (var i = b.Length - 1; i >= 0; i--)
        {
            var row = l.Slice(Length(i), i + 1);
            b[i] /= row[i];
            for (var j = 0; j < i; j++)
            {
                b[j] -= b[i] * row[j];
            }
        }
    }
}
