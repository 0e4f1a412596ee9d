using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamReco.Models.LinearAlgebra;

/// <summary>
/// Products of a panel of <see cref="PanelMatrix"/> with queries. Each is one chain of fused multiplications and additions
/// by rising column: the same bits on every processor, in every width and for every number of queries, and those of ONNX
/// Runtime's product as long as that adds up in one piece.
/// </summary>
/// <remarks>No call stands between an accumulator's first and last use, else it would live in memory.</remarks>
internal static unsafe class PanelKernel
{
    /// <summary>Rows of a panel.</summary>
    public const int Rows = 32;

    /// <summary>Queries that share what is read of a panel.</summary>
    public const int Queries = 4;

    /// <summary>Panels that one query takes at a time: a chain waits for itself, eight of them do not.</summary>
    public const int Panels = 4;

    /// <summary>More columns are added up in several pieces by ONNX Runtime.</summary>
    public const int ColumnsMax = 128;

    /// <summary>Whether this processor multiplies and adds in one step.</summary>
    public static bool IsFast => Fma.IsSupported;

    /// <summary>The products of four queries with a panel, those of each <paramref name="stride"/> apart.</summary>
    /// <param name="panel">Columns of 32 values.</param>
    /// <param name="columns">How many.</param>
    /// <param name="queries">Four rows of as many values.</param>
    /// <param name="scores">Four times 32 products.</param>
    /// <param name="stride">Products from a query to the next.</param>
    public static void Four(float* panel, int columns, float* queries, float* scores, int stride)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            FourWide(panel, columns, queries, scores, stride);
            return;
        }

        FourHalf(panel, columns, queries, scores, stride);
        FourHalf(panel + (Rows / 2), columns, queries, scores + (Rows / 2), stride);
    }

    /// <summary>The products of one query with four panels that lie one behind the other.</summary>
    /// <param name="panel">The first of them.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="query">As many values.</param>
    /// <param name="scores">128 products.</param>
    public static void One(float* panel, int columns, float* query, float* scores)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            OneWide(panel, columns, query, scores);
            return;
        }

        for (var i = 0; i < Panels; i++)
        {
            OneHalf(panel + (i * Rows * columns), columns, query, scores + (i * Rows));
        }
    }

    internal static void FourWide(float* panel, int columns, float* queries, float* scores, int stride)
    {
        var a0 = Vector512<float>.Zero;
        var b0 = a0;
        var a1 = a0;
        var b1 = a0;
        var a2 = a0;
        var b2 = a0;
        var a3 = a0;
        var b3 = a0;
        for (var column = 0; column < columns; column++, panel += Rows, queries++)
        {
            var left = Vector512.Load(panel);
            var right = Vector512.Load(panel + 16);
            var query = Vector512.Create(queries[0]);
            a0 = Vector512.FusedMultiplyAdd(left, query, a0);
            b0 = Vector512.FusedMultiplyAdd(right, query, b0);
            query = Vector512.Create(queries[columns]);
            a1 = Vector512.FusedMultiplyAdd(left, query, a1);
            b1 = Vector512.FusedMultiplyAdd(right, query, b1);
            query = Vector512.Create(queries[2 * columns]);
            a2 = Vector512.FusedMultiplyAdd(left, query, a2);
            b2 = Vector512.FusedMultiplyAdd(right, query, b2);
            query = Vector512.Create(queries[3 * columns]);
            a3 = Vector512.FusedMultiplyAdd(left, query, a3);
            b3 = Vector512.FusedMultiplyAdd(right, query, b3);
        }

        a0.Store(scores);
        b0.Store(scores + 16);
        a1.Store(scores + stride);
        b1.Store(scores + stride + 16);
        a2.Store(scores + (2 * stride));
        b2.Store(scores + (2 * stride) + 16);
        a3.Store(scores + (3 * stride));
        b3.Store(scores + (3 * stride) + 16);
    }

    /// <summary>The first half of a panel's rows, for processors with 16 registers.</summary>
    internal static void FourHalf(float* panel, int columns, float* queries, float* scores, int stride)
    {
        var a0 = Vector256<float>.Zero;
        var b0 = a0;
        var a1 = a0;
        var b1 = a0;
        var a2 = a0;
        var b2 = a0;
        var a3 = a0;
        var b3 = a0;
        for (var column = 0; column < columns; column++, panel += Rows, queries++)
        {
            var left = Vector256.Load(panel);
            var right = Vector256.Load(panel + 8);
            var query = Vector256.Create(queries[0]);
            a0 = Vector256.FusedMultiplyAdd(left, query, a0);
            b0 = Vector256.FusedMultiplyAdd(right, query, b0);
            query = Vector256.Create(queries[columns]);
            a1 = Vector256.FusedMultiplyAdd(left, query, a1);
            b1 = Vector256.FusedMultiplyAdd(right, query, b1);
            query = Vector256.Create(queries[2 * columns]);
            a2 = Vector256.FusedMultiplyAdd(left, query, a2);
            b2 = Vector256.FusedMultiplyAdd(right, query, b2);
            query = Vector256.Create(queries[3 * columns]);
            a3 = Vector256.FusedMultiplyAdd(left, query, a3);
            b3 = Vector256.FusedMultiplyAdd(right, query, b3);
        }

        a0.Store(scores);
        b0.Store(scores + 8);
        a1.Store(scores + stride);
        b1.Store(scores + stride + 8);
        a2.Store(scores + (2 * stride));
        b2.Store(scores + (2 * stride) + 8);
        a3.Store(scores + (3 * stride));
        b3.Store(scores + (3 * stride) + 8);
    }

    internal static void OneWide(float* panel, int columns, float* query, float* scores)
    {
        var next = Rows * columns;
        var a0 = Vector512<float>.Zero;
        var b0 = a0;
        var a1 = a0;
        var b1 = a0;
        var a2 = a0;
        var b2 = a0;
        var a3 = a0;
        var b3 = a0;
        for (var column = 0; column < columns; column++, panel += Rows)
        {
            var value = Vector512.Create(query[column]);
            a0 = Vector512.FusedMultiplyAdd(Vector512.Load(panel), value, a0);
            b0 = Vector512.FusedMultiplyAdd(Vector512.Load(panel + 16), value, b0);
            a1 = Vector512.FusedMultiplyAdd(Vector512.Load(panel + next), value, a1);
            b1 = Vector512.FusedMultiplyAdd(Vector512.Load(panel + next + 16), value, b1);
            a2 = Vector512.FusedMultiplyAdd(Vector512.Load(panel + (2 * next)), value, a2);
            b2 = Vector512.FusedMultiplyAdd(Vector512.Load(panel + (2 * next) + 16), value, b2);
            a3 = Vector512.FusedMultiplyAdd(Vector512.Load(panel + (3 * next)), value, a3);
            b3 = Vector512.FusedMultiplyAdd(Vector512.Load(panel + (3 * next) + 16), value, b3);
        }

        a0.Store(scores);
        b0.Store(scores + 16);
        a1.Store(scores + 32);
        b1.Store(scores + 48);
        a2.Store(scores + 64);
        b2.Store(scores + 80);
        a3.Store(scores + 96);
        b3.Store(scores + 112);
    }

    internal static void OneHalf(float* panel, int columns, float* query, float* scores)
    {
        var a0 = Vector256<float>.Zero;
        var a1 = a0;
        var a2 = a0;
        var a3 = a0;
        for (var column = 0; column < columns; column++, panel += Rows)
        {
            var value = Vector256.Create(query[column]);
            a0 = Vector256.FusedMultiplyAdd(Vector256.Load(panel), value, a0);
            a1 = Vector256.FusedMultiplyAdd(Vector256.Load(panel + 8), value, a1);
            a2 = Vector256.FusedMultiplyAdd(Vector256.Load(panel + 16), value, a2);
            a3 = Vector256.FusedMultiplyAdd(Vector256.Load(panel + 24), value, a3);
        }

        a0.Store(scores);
        a1.Store(scores + 8);
        a2.Store(scores + 16);
        a3.Store(scores + 24);
    }
}
