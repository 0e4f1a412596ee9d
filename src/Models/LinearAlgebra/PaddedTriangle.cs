using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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
        // The sums of rows stay apart from y until the end: they begin at zero, and y is what columns add up to.
        Span<float> sums = y.Length <= ShortWidth ? stackalloc float[y.Length] : new float[y.Length];
        sums[dimensions..].Clear();
        y.Clear();
        ref var a = ref MemoryMarshal.GetReference(matrix);
        ref var right = ref MemoryMarshal.GetReference(x);
        ref var left = ref MemoryMarshal.GetReference(y);
        ref var to = ref MemoryMarshal.GetReference(sums);
        nuint row = 0;
        nuint last = 0;
        for (; last + Lanes <= (nuint)dimensions; last += Lanes)
        {
            MultiplyEight(ref Unsafe.Add(ref a, row), ref right, ref left, last).StoreUnsafe(ref to, last);
            row += Lanes * (last + Lanes);
        }

        for (var i = (int)last; i < dimensions; i++)
        {
            sums[i] = MultiplyOne(ref Unsafe.Add(ref a, row), ref right, ref left, i);
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
        nuint row = 0;
        nuint last = 0;
        for (; last + Lanes <= (nuint)dimensions; last += Lanes)
        {
            SubtractEight(ref Unsafe.Add(ref a, row), ref column, -scale, last);
            row += Lanes * (last + Lanes);
        }

        for (var i = (int)last; i < dimensions; i++)
        {
            var factor = Vector256.Create(-scale * v[i]);
            for (nuint at = 0; at < last; at += Lanes)
            {
                Take(ref a, row + at, factor, Vector256.LoadUnsafe(ref column, at));
            }

            Take(ref a, row + last, factor, UpToDiagonal(Vector256.LoadUnsafe(ref column, last), i % Lanes));
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

    /// <summary>
    /// Eight rows of one length: each vector of y is read and written once for all of them, in the order of one row after the other.
    /// </summary>
    /// <param name="a">The first of the rows.</param>
    /// <param name="x">x.</param>
    /// <param name="y">What the columns add up to so far.</param>
    /// <param name="last">Where the rows' last vector begins, the one with the diagonal.</param>
    /// <returns>The sums of the rows.</returns>
    private static Vector256<float> MultiplyEight(ref float a, ref float x, ref float y, nuint last)
    {
        var width = last + Lanes;
        var (s0, s1, s2, s3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var (s4, s5, s6, s7) = (s0, s0, s0, s0);
        ref var scales = ref Unsafe.Add(ref x, last);
        for (nuint at = 0; at < last; at += Lanes)
        {
            var (right, left) = (Vector256.LoadUnsafe(ref x, at), Vector256.LoadUnsafe(ref y, at));
            Step(ref a, at, right, scales, ref left, ref s0);
            Step(ref a, at + width, right, Unsafe.Add(ref scales, 1), ref left, ref s1);
            Step(ref a, at + (2 * width), right, Unsafe.Add(ref scales, 2), ref left, ref s2);
            Step(ref a, at + (3 * width), right, Unsafe.Add(ref scales, 3), ref left, ref s3);
            Step(ref a, at + (4 * width), right, Unsafe.Add(ref scales, 4), ref left, ref s4);
            Step(ref a, at + (5 * width), right, Unsafe.Add(ref scales, 5), ref left, ref s5);
            Step(ref a, at + (6 * width), right, Unsafe.Add(ref scales, 6), ref left, ref s6);
            Step(ref a, at + (7 * width), right, Unsafe.Add(ref scales, 7), ref left, ref s7);
            left.StoreUnsafe(ref y, at);
        }

        // The last vector holds the diagonal: it counts for the column, and what is before it for row and column.
        var (end, sum) = (Vector256.LoadUnsafe(ref x, last), Vector256.LoadUnsafe(ref y, last));
        End(ref a, last, 0, end, scales, ref sum, ref s0);
        End(ref a, last + width, 1, end, Unsafe.Add(ref scales, 1), ref sum, ref s1);
        End(ref a, last + (2 * width), 2, end, Unsafe.Add(ref scales, 2), ref sum, ref s2);
        End(ref a, last + (3 * width), 3, end, Unsafe.Add(ref scales, 3), ref sum, ref s3);
        End(ref a, last + (4 * width), 4, end, Unsafe.Add(ref scales, 4), ref sum, ref s4);
        End(ref a, last + (5 * width), 5, end, Unsafe.Add(ref scales, 5), ref sum, ref s5);
        End(ref a, last + (6 * width), 6, end, Unsafe.Add(ref scales, 6), ref sum, ref s6);
        End(ref a, last + (7 * width), 7, end, Unsafe.Add(ref scales, 7), ref sum, ref s7);
        sum.StoreUnsafe(ref y, last);
        return Vector256.Create(Sums(s0, s1, s2, s3), Sums(s4, s5, s6, s7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(
        ref float a, nuint at, Vector256<float> right, float scale, ref Vector256<float> left, ref Vector256<float> sum)
    {
        var values = Vector256.LoadUnsafe(ref a, at);
        sum = Vector256.FusedMultiplyAdd(values, right, sum);
        left = Vector256.FusedMultiplyAdd(values, Vector256.Create(scale), left);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void End(
        ref float a, nuint at, int diagonal, Vector256<float> right, float scale, ref Vector256<float> left, ref Vector256<float> sum)
    {
        var end = Vector256.LoadUnsafe(ref a, at);
        var lower = end * Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_beforeDiagonal), (nuint)(diagonal * Lanes));
        sum = Vector256.FusedMultiplyAdd(lower, right, sum);
        left = Vector256.FusedMultiplyAdd(end, Vector256.Create(scale), left);
    }

    /// <summary>One row behind the last eight, as <see cref="MultiplyEight"/> does it.</summary>
    private static float MultiplyOne(ref float a, ref float x, ref float y, int row)
    {
        var last = (nuint)(row / Lanes * Lanes);
        var (sum, scale) = (Vector256<float>.Zero, Unsafe.Add(ref x, row));
        for (nuint at = 0; at < last; at += Lanes)
        {
            var left = Vector256.LoadUnsafe(ref y, at);
            Step(ref a, at, Vector256.LoadUnsafe(ref x, at), scale, ref left, ref sum);
            left.StoreUnsafe(ref y, at);
        }

        var end = Vector256.LoadUnsafe(ref y, last);
        End(ref a, last, row % Lanes, Vector256.LoadUnsafe(ref x, last), scale, ref end, ref sum);
        end.StoreUnsafe(ref y, last);
        return Sum(sum);
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

    /// <summary>Eight rows of one length.</summary>
    private static void SubtractEight(ref float a, ref float column, float scale, nuint last)
    {
        var width = last + Lanes;
        ref var own = ref Unsafe.Add(ref column, last);
        var (f0, f1) = (Vector256.Create(scale * own), Vector256.Create(scale * Unsafe.Add(ref own, 1)));
        var (f2, f3) = (Vector256.Create(scale * Unsafe.Add(ref own, 2)), Vector256.Create(scale * Unsafe.Add(ref own, 3)));
        var (f4, f5) = (Vector256.Create(scale * Unsafe.Add(ref own, 4)), Vector256.Create(scale * Unsafe.Add(ref own, 5)));
        var (f6, f7) = (Vector256.Create(scale * Unsafe.Add(ref own, 6)), Vector256.Create(scale * Unsafe.Add(ref own, 7)));
        for (nuint at = 0; at < last; at += Lanes)
        {
            var values = Vector256.LoadUnsafe(ref column, at);
            Take(ref a, at, f0, values);
            Take(ref a, at + width, f1, values);
            Take(ref a, at + (2 * width), f2, values);
            Take(ref a, at + (3 * width), f3, values);
            Take(ref a, at + (4 * width), f4, values);
            Take(ref a, at + (5 * width), f5, values);
            Take(ref a, at + (6 * width), f6, values);
            Take(ref a, at + (7 * width), f7, values);
        }

        var end = Vector256.LoadUnsafe(ref own);
        Take(ref a, last, f0, UpToDiagonal(end, 0));
        Take(ref a, last + width, f1, UpToDiagonal(end, 1));
        Take(ref a, last + (2 * width), f2, UpToDiagonal(end, 2));
        Take(ref a, last + (3 * width), f3, UpToDiagonal(end, 3));
        Take(ref a, last + (4 * width), f4, UpToDiagonal(end, 4));
        Take(ref a, last + (5 * width), f5, UpToDiagonal(end, 5));
        Take(ref a, last + (6 * width), f6, UpToDiagonal(end, 6));
        Take(ref a, last + (7 * width), f7, UpToDiagonal(end, 7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take(ref float a, nuint at, Vector256<float> factor, Vector256<float> values) =>
        Vector256.FusedMultiplyAdd(factor, values, Vector256.LoadUnsafe(ref a, at)).StoreUnsafe(ref a, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> UpToDiagonal(Vector256<float> values, int diagonal) =>
        values * Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_upToDiagonal), (nuint)(diagonal * Lanes));

    /// <summary><see cref="Sum"/> of four vectors, each in the same order.</summary>
    private static Vector128<float> Sums(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        if (!Sse.IsSupported)
        {
            return Vector128.Create(Sum(a), Sum(b), Sum(c), Sum(d));
        }

        var (first, second) = (a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper());
        var (third, fourth) = (c.GetLower() + c.GetUpper(), d.GetLower() + d.GetUpper());
        var (low, high) = (Sse.UnpackLow(first, second), Sse.UnpackHigh(first, second)); // a0 b0 a1 b1 and a2 b2 a3 b3
        var (low2, high2) = (Sse.UnpackLow(third, fourth), Sse.UnpackHigh(third, fourth));
        var (pairs, pairs2) = (low + high, low2 + high2); // a0 + a2, b0 + b2, a1 + a3, b1 + b3
        return Sse.MoveLowToHigh(pairs, pairs2) + Sse.MoveHighToLow(pairs2, pairs);
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
