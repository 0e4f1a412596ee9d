using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamReco.Models.LinearAlgebra;

/// <summary>
/// Solves symmetric positive definite systems A·x = b whose matrix lies as D rows of <see cref="Width"/> values, zero behind
/// D: A = Uᵀ·U by rows from the top, each step a product added to whole vectors, so that short rows cost no leftovers and no
/// sum over lanes. What stands left of the diagonal's vector is never read. The bits do not hang on the machine's width.
/// </summary>
internal static class SquareCholesky
{
    private const int Lanes = 16;

    /// <summary>D up to the next multiple of sixteen.</summary>
    public static int Width(int dimensions) => (dimensions + Lanes - 1) / Lanes * Lanes;

    /// <summary>Values of the matrix.</summary>
    public static int Length(int dimensions) => dimensions * Width(dimensions);

    /// <summary>Reads a matrix from its packed lower triangle.</summary>
    public static float[] Unpack(ReadOnlySpan<double> packed, int dimensions)
    {
        var (matrix, width) = (new float[Length(dimensions)], Width(dimensions));
        for (int i = 0, row = 0; i < dimensions; row += ++i)
        {
            for (var j = 0; j <= i; j++)
            {
                matrix[(i * width) + j] = matrix[(j * width) + i] = (float)packed[row + j];
            }
        }

        return matrix;
    }

    /// <summary>A += w·y·yᵀ.</summary>
    /// <param name="matrix">A.</param>
    /// <param name="y">D values, zeros behind them up to the width.</param>
    /// <param name="weight">w.</param>
    /// <param name="dimensions">D.</param>
    public static void AddOuter(Span<float> matrix, ReadOnlySpan<float> y, float weight, int dimensions)
    {
        ref var a = ref MemoryMarshal.GetReference(matrix);
        ref var right = ref MemoryMarshal.GetReference(y);
        for (var i = 0; i < dimensions; i++)
        {
            Subtract(ref right, ref a, i, -(weight * y[i]), y.Length);
        }
    }

    /// <summary>Replaces A by U and b by the solution.</summary>
    /// <param name="matrix">A.</param>
    /// <param name="b">D values, zeros behind them up to the width.</param>
    /// <param name="scratch">As long as <paramref name="b"/>.</param>
    /// <param name="dimensions">D.</param>
    /// <exception cref="InvalidOperationException">A is not positive definite.</exception>
    public static void Solve(Span<float> matrix, Span<float> b, Span<float> scratch, int dimensions)
    {
        var width = b.Length;
        ref var a = ref MemoryMarshal.GetReference(matrix);
        ref var rest = ref MemoryMarshal.GetReference(b);
        for (var j = 0; j < dimensions; j++)
        {
            var row = matrix.Slice(j * width, width);
            if (!(row[j] > 0f))
            {
                throw new InvalidOperationException(
                    "A training matrix is not positive definite; a larger regularization makes it so.");
            }

            var inverse = 1 / MathF.Sqrt(row[j]);
            Scale(row[(j / Lanes * Lanes)..], inverse);
            ref var pivot = ref MemoryMarshal.GetReference(row);
            for (var i = j + 1; i < dimensions; i++)
            {
                Subtract(ref pivot, ref a, i, row[i], width);
            }

            var value = scratch[j] = b[j] * inverse;
            Subtract(ref pivot, ref rest, j / Lanes * Lanes, value, width, offset: 0);
        }

        b.Clear();
        for (var j = dimensions - 1; j >= 0; j--)
        {
            var row = matrix.Slice(j * width, width);
            b[j] = (scratch[j] - Dot(row, b, j / Lanes * Lanes)) / row[j];
        }
    }

    /// <summary>Row i −= s·source, from the diagonal's vector on.</summary>
    private static void Subtract(ref float source, ref float matrix, int i, float scale, int width) =>
        Subtract(ref source, ref matrix, i / Lanes * Lanes, scale, width, i * width);

    private static void Subtract(ref float source, ref float target, int at, float scale, int width, int offset)
    {
        var factor = Vector512.Create(-scale);
        for (; at < width; at += Lanes)
        {
            var to = (nuint)(offset + at);
            Vector512.FusedMultiplyAdd(
                factor, Vector512.LoadUnsafe(ref source, (nuint)at), Vector512.LoadUnsafe(ref target, to)).StoreUnsafe(ref target, to);
        }
    }

    private static void Scale(Span<float> row, float factor)
    {
        ref var value = ref MemoryMarshal.GetReference(row);
        for (nuint at = 0; at < (nuint)row.Length; at += Lanes)
        {
            (Vector512.LoadUnsafe(ref value, at) * factor).StoreUnsafe(ref value, at);
        }
    }

    /// <summary>Lanes are added in one order: pairs eight apart, then four, two and one.</summary>
    private static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int at)
    {
        ref var left = ref MemoryMarshal.GetReference(x);
        ref var right = ref MemoryMarshal.GetReference(y);
        var sum = Vector512<float>.Zero;
        for (; at < x.Length; at += Lanes)
        {
            sum = Vector512.FusedMultiplyAdd(
                Vector512.LoadUnsafe(ref left, (nuint)at), Vector512.LoadUnsafe(ref right, (nuint)at), sum);
        }

        var eight = sum.GetLower() + sum.GetUpper();
        var four = eight.GetLower() + eight.GetUpper();
        return four.GetElement(0) + four.GetElement(2) + (four.GetElement(1) + four.GetElement(3));
    }
}
