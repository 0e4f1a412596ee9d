using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamReco.Models.LinearAlgebra;

/// <summary>
/// A symmetric D×D matrix as the rows of its lower triangle, each filled up with zeros to whole vectors of eight: products
/// and rank-1 updates need no leftovers. Vectors that go with it have <see cref="Width"/> values, those behind D zero. Every
/// sum has one order, with fused multiply-add, so the bits do not hang on the machine's vector width.
/// </summary>
internal static class PaddedTriangle
{
    /// <summary>Widths whose scratch fits the stack.</summary>
    public const int ShortWidth = 256;

    private const int Lanes = 8;

    /// <summary>By the place of the diagonal in its vector of eight: 1 up to and with it, or before it alone.</summary>
    private static readonly float[] _upToDiagonal = Masks(including: true);
    private static readonly float[] _beforeDiagonal = Masks(including: false);

    /// <summary>D up to the next multiple of eight.</summary>
    public static int Width(int dimensions) => (dimensions + Lanes - 1) / Lanes * Lanes;

    /// <summary>Values of the whole matrix.</summary>
    public static int Length(int dimensions) => StartOf(dimensions);

    /// <summary>Reads a matrix from packed rows of D(D+1)/2 values.</summary>
    public static void Unpack(ReadOnlySpan<float> packed, int dimensions, Span<float> matrix)
    {
        matrix.Clear();
        for (int i = 0, from = 0; i < dimensions; from += ++i)
        {
            packed.Slice(from, i + 1).CopyTo(Row(matrix, i));
        }
    }

    /// <summary>Row i up to the diagonal: i + 1 values.</summary>
    public static Span<float> Row(Span<float> matrix, int i) => matrix.Slice(StartOf(i), i + 1);

    /// <summary>y = A·x.</summary>
    /// <param name="matrix">A.</param>
    /// <param name="x">x, padded.</param>
    /// <param name="y">Takes y, padded; not x itself.</param>
    /// <param name="dimensions">D.</param>
    public static void Multiply(ReadOnlySpan<float> matrix, ReadOnlySpan<float> x, Span<float> y, int dimensions)
    {
        // The sums of rows stay apart from y until the end: y is loaded in vectors while they are stored one by one.
        Span<float> sums = y.Length <= ShortWidth ? stackalloc float[y.Length] : new float[y.Length];
        sums[dimensions..].Clear();
        y.Clear();
        ref var a = ref MemoryMarshal.GetReference(matrix);
        ref var right = ref MemoryMarshal.GetReference(x);
        ref var left = ref MemoryMarshal.GetReference(y);
        ref var before = ref MemoryMarshal.GetArrayDataReference(_beforeDiagonal);
        nuint row = 0;
        for (var i = 0; i < dimensions; i++)
        {
            var last = (nuint)(i / Lanes * Lanes);
            var (sum, scale) = (Vector256<float>.Zero, Vector256.Create(x[i]));
            for (nuint at = 0; at < last; at += Lanes)
            {
                var values = Vector256.LoadUnsafe(ref a, row + at);
                sum = Vector256.FusedMultiplyAdd(values, Vector256.LoadUnsafe(ref right, at), sum);
                Vector256.FusedMultiplyAdd(values, scale, Vector256.LoadUnsafe(ref left, at)).StoreUnsafe(ref left, at);
            }

            // The last vector holds the diagonal: it counts for the column, and what is before it for row and column.
            var end = Vector256.LoadUnsafe(ref a, row + last);
            var lower = end * Vector256.LoadUnsafe(ref before, (nuint)(i % Lanes * Lanes));
            sum = Vector256.FusedMultiplyAdd(lower, Vector256.LoadUnsafe(ref right, last), sum);
            Vector256.FusedMultiplyAdd(end, scale, Vector256.LoadUnsafe(ref left, last)).StoreUnsafe(ref left, last);
            sums[i] = Sum(sum);
            row += last + Lanes;
        }

        AddScaled(y, sums, 1f);
    }

    /// <summary>A ← A − s·v·vᵀ.</summary>
    /// <param name="matrix">A.</param>
    /// <param name="v">v, padded.</param>
    /// <param name="scale">s.</param>
    /// <param name="dimensions">D.</param>
    public static void Subtract(Span<float> matrix, ReadOnlySpan<float> v, float scale, int dimensions)
    {
        ref var a = ref MemoryMarshal.GetReference(matrix);
        ref var column = ref MemoryMarshal.GetReference(v);
        ref var upTo = ref MemoryMarshal.GetArrayDataReference(_upToDiagonal);
        nuint row = 0;
        for (var i = 0; i < dimensions; i++)
        {
            var last = (nuint)(i / Lanes * Lanes);
            var factor = Vector256.Create(-scale * v[i]);
            for (nuint at = 0; at < last; at += Lanes)
            {
                Vector256.FusedMultiplyAdd(factor, Vector256.LoadUnsafe(ref column, at), Vector256.LoadUnsafe(ref a, row + at))
                    .StoreUnsafe(ref a, row + at);
            }

            var end = Vector256.LoadUnsafe(ref column, last) * Vector256.LoadUnsafe(ref upTo, (nuint)(i % Lanes * Lanes));
            Vector256.FusedMultiplyAdd(factor, end, Vector256.LoadUnsafe(ref a, row + last)).StoreUnsafe(ref a, row + last);
            row += last + Lanes;
        }
    }

    /// <summary>The dot product of padded vectors.</summary>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ref var left = ref MemoryMarshal.GetReference(x);
        ref var right = ref MemoryMarshal.GetReference(y);
        var sum = Vector256<float>.Zero;
        for (nuint at = 0; at < (nuint)x.Length; at += Lanes)
        {
            sum = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref left, at), Vector256.LoadUnsafe(ref right, at), sum);
        }

        return Sum(sum);
    }

    /// <summary>x ← x + s·y, for padded vectors.</summary>
    public static void AddScaled(Span<float> x, ReadOnlySpan<float> y, float scale)
    {
        ref var left = ref MemoryMarshal.GetReference(x);
        ref var right = ref MemoryMarshal.GetReference(y);
        var factor = Vector256.Create(scale);
        for (nuint at = 0; at < (nuint)x.Length; at += Lanes)
        {
            Vector256.FusedMultiplyAdd(factor, Vector256.LoadUnsafe(ref right, at), Vector256.LoadUnsafe(ref left, at))
                .StoreUnsafe(ref left, at);
        }
    }

    /// <summary>Where row i begins: rows of one block of eight are of one length.</summary>
    private static int StartOf(int i)
    {
        var (block, inBlock) = (i / Lanes, i % Lanes);
        return (Lanes * Lanes / 2 * block * (block + 1)) + (inBlock * Lanes * (block + 1));
    }

    /// <summary>In one order: pairs four apart, then two, then one.</summary>
    private static float Sum(Vector256<float> v)
    {
        var four = v.GetLower() + v.GetUpper();
        return four.GetElement(0) + four.GetElement(2) + (four.GetElement(1) + four.GetElement(3));
    }

    private static float[] Masks(bool including)
    {
        var masks = new float[Lanes * Lanes];
        for (var diagonal = 0; diagonal < Lanes; diagonal++)
        {
            masks.AsSpan(diagonal * Lanes, diagonal + (including ? 1 : 0)).Fill(1f);
        }

        return masks;
    }
}
