using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamReco.Models.LinearAlgebra;

/// <summary>
/// Products of a block of <see cref="LevelMatrix"/> with queries of 8-bit integers. Sums of integers: the same on every
/// processor, in every order and for every number of queries.
/// </summary>
/// <remarks>No call stands between an accumulator's first and last use, else it would live in memory.</remarks>
internal static unsafe class LevelKernel
{
    /// <summary>Rows of a block.</summary>
    public const int Rows = 64;

    /// <summary>Queries that share what is read of a block.</summary>
    public const int Queries = 4;

    /// <summary>Columns of a step: as many bytes as one query's 32-bit word holds.</summary>
    public const int StepColumns = 4;

    private const int StepBytes = Rows * StepColumns;

    /// <summary>Whether this processor has products of 8-bit integers that are faster than those of floats.</summary>
    public static bool IsFast => Avx2.IsSupported;

    /// <summary>The sums of one query.</summary>
    /// <param name="block">steps × 64 rows × 4 bytes.</param>
    /// <param name="query">A word of four levels a step.</param>
    /// <param name="start">What a sum begins with.</param>
    /// <param name="steps">Steps of four columns.</param>
    /// <param name="sums">64 sums.</param>
    [MethodImpl(MethodImplOptions.NoInlining)] // in the midst of other code the accumulators would live in memory
    public static void One(byte* block, int* query, int start, int steps, int* sums)
    {
        if (!Avx2.IsSupported)
        {
            Portable(block, query, start, steps, sums);
            return;
        }

        var a0 = Vector256.Create(start);
        var a1 = a0;
        var a2 = a0;
        var a3 = a0;
        var a4 = a0;
        var a5 = a0;
        var a6 = a0;
        var a7 = a0;
        for (var step = 0; step < steps; step++, block += StepBytes)
        {
            var q = Vector256.Create(query[step]).AsSByte();
            a0 = Add(a0, Vector256.LoadAligned(block), q);
            a1 = Add(a1, Vector256.LoadAligned(block + 32), q);
            a2 = Add(a2, Vector256.LoadAligned(block + 64), q);
            a3 = Add(a3, Vector256.LoadAligned(block + 96), q);
            a4 = Add(a4, Vector256.LoadAligned(block + 128), q);
            a5 = Add(a5, Vector256.LoadAligned(block + 160), q);
            a6 = Add(a6, Vector256.LoadAligned(block + 192), q);
            a7 = Add(a7, Vector256.LoadAligned(block + 224), q);
        }

        a0.Store(sums);
        a1.Store(sums + 8);
        a2.Store(sums + 16);
        a3.Store(sums + 24);
        a4.Store(sums + 32);
        a5.Store(sums + 40);
        a6.Store(sums + 48);
        a7.Store(sums + 56);
    }

    /// <summary>The sums of four queries, those of each <paramref name="stride"/> apart.</summary>
    /// <param name="block">steps × 64 rows × 4 bytes.</param>
    /// <param name="queries">Four rows of <paramref name="steps"/> words.</param>
    /// <param name="starts">What the sums of each query begin with.</param>
    /// <param name="steps">Steps of four columns.</param>
    /// <param name="sums">Four times 64 sums.</param>
    /// <param name="stride">Sums from a query to the next.</param>
    public static void Four(byte* block, int* queries, int* starts, int steps, int* sums, int stride)
    {
        if (!Avx2.IsSupported)
        {
            for (var query = 0; query < Queries; query++)
            {
                Portable(block, queries + (query * steps), starts[query], steps, sums + (query * stride));
            }

            return;
        }

        for (var row = 0; row < Rows; row += 16)
        {
            Sixteen(block + (row * StepColumns), queries, starts, steps, sums + row, stride);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Sixteen(byte* block, int* queries, int* starts, int steps, int* sums, int stride)
    {
        var a0 = Vector256.Create(starts[0]);
        var b0 = a0;
        var a1 = Vector256.Create(starts[1]);
        var b1 = a1;
        var a2 = Vector256.Create(starts[2]);
        var b2 = a2;
        var a3 = Vector256.Create(starts[3]);
        var b3 = a3;
        for (var step = 0; step < steps; step++, block += StepBytes, queries++)
        {
            var left = Vector256.LoadAligned(block);
            var right = Vector256.LoadAligned(block + 32);
            var q = Vector256.Create(queries[0]).AsSByte();
            a0 = Add(a0, left, q);
            b0 = Add(b0, right, q);
            q = Vector256.Create(queries[steps]).AsSByte();
            a1 = Add(a1, left, q);
            b1 = Add(b1, right, q);
            q = Vector256.Create(queries[2 * steps]).AsSByte();
            a2 = Add(a2, left, q);
            b2 = Add(b2, right, q);
            q = Vector256.Create(queries[3 * steps]).AsSByte();
            a3 = Add(a3, left, q);
            b3 = Add(b3, right, q);
        }

        a0.Store(sums);
        b0.Store(sums + 8);
        a1.Store(sums + stride);
        b1.Store(sums + stride + 8);
        a2.Store(sums + (2 * stride));
        b2.Store(sums + (2 * stride) + 8);
        a3.Store(sums + (3 * stride));
        b3.Store(sums + (3 * stride) + 8);
    }

    /// <summary>Adds products of four neighbours to each sum; a pair of them is at most 2·127·127, which 16 bits hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Add(Vector256<int> sum, Vector256<byte> rows, Vector256<sbyte> query) =>
        AvxVnni.IsSupported
            ? AvxVnni.MultiplyWideningAndAdd(sum, rows, query)
            : sum + Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(rows, query), Vector256<short>.One);

    /// <summary>For processors without AVX2: four rows at a time, a register for each.</summary>
    private static void Portable(byte* block, int* query, int start, int steps, int* sums)
    {
        for (var row = 0; row < Rows; row += 4)
        {
            Vector128<int> a0 = default, a1 = default, a2 = default, a3 = default;
            var at = block + (row * StepColumns);
            for (var step = 0; step < steps; step++, at += StepBytes)
            {
                var q = Vector128.WidenLower(Vector128.Create(query[step]).AsSByte());
                var (low, high) = Vector128.Widen(Vector128.Load(at));
                var (p0, p1) = Vector128.Widen(low.AsInt16() * q);
                var (p2, p3) = Vector128.Widen(high.AsInt16() * q);
                a0 += p0;
                a1 += p1;
                a2 += p2;
                a3 += p3;
            }

            sums[row] = start + Vector128.Sum(a0);
            sums[row + 1] = start + Vector128.Sum(a1);
            sums[row + 2] = start + Vector128.Sum(a2);
            sums[row + 3] = start + Vector128.Sum(a3);
        }
    }
}
