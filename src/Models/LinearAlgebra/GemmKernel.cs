using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamReco.Models.LinearAlgebra;

/// <summary>
/// The inner loop of a product: 12×32 elements of the result are held in registers while the depth runs by. Every
/// element is one chain of fused multiply-adds in the order of the depth, so both forms give the same bits.
/// </summary>
internal static unsafe class GemmKernel
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 12;

    /// <summary>C = A·B or C += A·B. A is read where it lies: element (i, k) stands at i·rowStep + k·depthStep.</summary>
    /// <param name="depth">K.</param>
    /// <param name="a">12×K.</param>
    /// <param name="rowStep">Elements from a row of A to the next.</param>
    /// <param name="depthStep">Elements from a column of A to the next.</param>
    /// <param name="b">K×32, row-major.</param>
    /// <param name="c">12×32, rows <paramref name="stride"/> apart.</param>
    /// <param name="stride">Elements from a row of C to the next.</param>
    /// <param name="sum">What becomes of what C holds.</param>
    /// <param name="wide">Whether to use vectors of 512 bits.</param>
    public static void Run(
        int depth, float* a, nint rowStep, nint depthStep, float* b, float* c, int stride, GemmSum sum, bool wide)
    {
        if (wide)
        {
            Wide(depth, a, rowStep, depthStep, b, c, stride, sum);
            return;
        }

        for (var row = 0; row < Rows; row += 6)
        {
            var left = a + (row * rowStep);
            Narrow(depth, left, rowStep, depthStep, b, c + (row * stride), stride, sum);
            Narrow(depth, left, rowStep, depthStep, b + 16, c + (row * stride) + 16, stride, sum);
        }
    }

    /// <remarks>Compiled at once and apart: what it is inlined into would take registers from the tile.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Wide(
        int depth, float* a, nint rowStep, nint depthStep, float* b, float* c, int stride, GemmSum sum)
    {
        float* a0 = a, a3 = a + (3 * rowStep), a6 = a + (6 * rowStep), a9 = a + (9 * rowStep);
        var twoRows = 2 * rowStep;
        Vector512<float> r0a = default, r0b = default;
        Vector512<float> r1a = default, r1b = default;
        Vector512<float> r2a = default, r2b = default;
        Vector512<float> r3a = default, r3b = default;
        Vector512<float> r4a = default, r4b = default;
        Vector512<float> r5a = default, r5b = default;
        Vector512<float> r6a = default, r6b = default;
        Vector512<float> r7a = default, r7b = default;
        Vector512<float> r8a = default, r8b = default;
        Vector512<float> r9a = default, r9b = default;
        Vector512<float> r10a = default, r10b = default;
        Vector512<float> r11a = default, r11b = default;
        if (sum == GemmSum.Continue)
        {
            (r0a, r0b) = (Vector512.Load(c + (0 * stride)), Vector512.Load(c + (0 * stride) + 16));
            (r1a, r1b) = (Vector512.Load(c + (1 * stride)), Vector512.Load(c + (1 * stride) + 16));
            (r2a, r2b) = (Vector512.Load(c + (2 * stride)), Vector512.Load(c + (2 * stride) + 16));
            (r3a, r3b) = (Vector512.Load(c + (3 * stride)), Vector512.Load(c + (3 * stride) + 16));
            (r4a, r4b) = (Vector512.Load(c + (4 * stride)), Vector512.Load(c + (4 * stride) + 16));
            (r5a, r5b) = (Vector512.Load(c + (5 * stride)), Vector512.Load(c + (5 * stride) + 16));
            (r6a, r6b) = (Vector512.Load(c + (6 * stride)), Vector512.Load(c + (6 * stride) + 16));
            (r7a, r7b) = (Vector512.Load(c + (7 * stride)), Vector512.Load(c + (7 * stride) + 16));
            (r8a, r8b) = (Vector512.Load(c + (8 * stride)), Vector512.Load(c + (8 * stride) + 16));
            (r9a, r9b) = (Vector512.Load(c + (9 * stride)), Vector512.Load(c + (9 * stride) + 16));
            (r10a, r10b) = (Vector512.Load(c + (10 * stride)), Vector512.Load(c + (10 * stride) + 16));
            (r11a, r11b) = (Vector512.Load(c + (11 * stride)), Vector512.Load(c + (11 * stride) + 16));
        }

        for (var k = 0; k < depth; k++)
        {
            var b0 = Vector512.Load(b);
            var b1 = Vector512.Load(b + 16);
            Vector512<float> x;
            x = Vector512.Create(*a0);
            r0a = Vector512.FusedMultiplyAdd(x, b0, r0a);
            r0b = Vector512.FusedMultiplyAdd(x, b1, r0b);
            x = Vector512.Create(a0[rowStep]);
            r1a = Vector512.FusedMultiplyAdd(x, b0, r1a);
            r1b = Vector512.FusedMultiplyAdd(x, b1, r1b);
            x = Vector512.Create(a0[twoRows]);
            r2a = Vector512.FusedMultiplyAdd(x, b0, r2a);
            r2b = Vector512.FusedMultiplyAdd(x, b1, r2b);
            x = Vector512.Create(*a3);
            r3a = Vector512.FusedMultiplyAdd(x, b0, r3a);
            r3b = Vector512.FusedMultiplyAdd(x, b1, r3b);
            x = Vector512.Create(a3[rowStep]);
            r4a = Vector512.FusedMultiplyAdd(x, b0, r4a);
            r4b = Vector512.FusedMultiplyAdd(x, b1, r4b);
            x = Vector512.Create(a3[twoRows]);
            r5a = Vector512.FusedMultiplyAdd(x, b0, r5a);
            r5b = Vector512.FusedMultiplyAdd(x, b1, r5b);
            x = Vector512.Create(*a6);
            r6a = Vector512.FusedMultiplyAdd(x, b0, r6a);
            r6b = Vector512.FusedMultiplyAdd(x, b1, r6b);
            x = Vector512.Create(a6[rowStep]);
            r7a = Vector512.FusedMultiplyAdd(x, b0, r7a);
            r7b = Vector512.FusedMultiplyAdd(x, b1, r7b);
            x = Vector512.Create(a6[twoRows]);
            r8a = Vector512.FusedMultiplyAdd(x, b0, r8a);
            r8b = Vector512.FusedMultiplyAdd(x, b1, r8b);
            x = Vector512.Create(*a9);
            r9a = Vector512.FusedMultiplyAdd(x, b0, r9a);
            r9b = Vector512.FusedMultiplyAdd(x, b1, r9b);
            x = Vector512.Create(a9[rowStep]);
            r10a = Vector512.FusedMultiplyAdd(x, b0, r10a);
            r10b = Vector512.FusedMultiplyAdd(x, b1, r10b);
            x = Vector512.Create(a9[twoRows]);
            r11a = Vector512.FusedMultiplyAdd(x, b0, r11a);
            r11b = Vector512.FusedMultiplyAdd(x, b1, r11b);
            a0 += depthStep;
            a3 += depthStep;
            a6 += depthStep;
            a9 += depthStep;
            b += GemmRight.Width;
        }

        Store(c + (0 * stride), r0a, r0b, sum == GemmSum.Add);
        Store(c + (1 * stride), r1a, r1b, sum == GemmSum.Add);
        Store(c + (2 * stride), r2a, r2b, sum == GemmSum.Add);
        Store(c + (3 * stride), r3a, r3b, sum == GemmSum.Add);
        Store(c + (4 * stride), r4a, r4b, sum == GemmSum.Add);
        Store(c + (5 * stride), r5a, r5b, sum == GemmSum.Add);
        Store(c + (6 * stride), r6a, r6b, sum == GemmSum.Add);
        Store(c + (7 * stride), r7a, r7b, sum == GemmSum.Add);
        Store(c + (8 * stride), r8a, r8b, sum == GemmSum.Add);
        Store(c + (9 * stride), r9a, r9b, sum == GemmSum.Add);
        Store(c + (10 * stride), r10a, r10b, sum == GemmSum.Add);
        Store(c + (11 * stride), r11a, r11b, sum == GemmSum.Add);
    }

    /// <summary>6×16 of the tile, for processors with vectors of 256 bits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Narrow(
        int depth, float* a, nint rowStep, nint depthStep, float* b, float* c, int stride, GemmSum sum)
    {
        float* a0 = a, a3 = a + (3 * rowStep);
        var twoRows = 2 * rowStep;
        Vector256<float> r0a = default, r0b = default;
        Vector256<float> r1a = default, r1b = default;
        Vector256<float> r2a = default, r2b = default;
        Vector256<float> r3a = default, r3b = default;
        Vector256<float> r4a = default, r4b = default;
        Vector256<float> r5a = default, r5b = default;
        if (sum == GemmSum.Continue)
        {
            (r0a, r0b) = (Vector256.Load(c + (0 * stride)), Vector256.Load(c + (0 * stride) + 8));
            (r1a, r1b) = (Vector256.Load(c + (1 * stride)), Vector256.Load(c + (1 * stride) + 8));
            (r2a, r2b) = (Vector256.Load(c + (2 * stride)), Vector256.Load(c + (2 * stride) + 8));
            (r3a, r3b) = (Vector256.Load(c + (3 * stride)), Vector256.Load(c + (3 * stride) + 8));
            (r4a, r4b) = (Vector256.Load(c + (4 * stride)), Vector256.Load(c + (4 * stride) + 8));
            (r5a, r5b) = (Vector256.Load(c + (5 * stride)), Vector256.Load(c + (5 * stride) + 8));
        }

        for (var k = 0; k < depth; k++)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + 8);
            Vector256<float> x;
            x = Vector256.Create(*a0);
            r0a = Vector256.FusedMultiplyAdd(x, b0, r0a);
            r0b = Vector256.FusedMultiplyAdd(x, b1, r0b);
            x = Vector256.Create(a0[rowStep]);
            r1a = Vector256.FusedMultiplyAdd(x, b0, r1a);
            r1b = Vector256.FusedMultiplyAdd(x, b1, r1b);
            x = Vector256.Create(a0[twoRows]);
            r2a = Vector256.FusedMultiplyAdd(x, b0, r2a);
            r2b = Vector256.FusedMultiplyAdd(x, b1, r2b);
            x = Vector256.Create(*a3);
            r3a = Vector256.FusedMultiplyAdd(x, b0, r3a);
            r3b = Vector256.FusedMultiplyAdd(x, b1, r3b);
            x = Vector256.Create(a3[rowStep]);
            r4a = Vector256.FusedMultiplyAdd(x, b0, r4a);
            r4b = Vector256.FusedMultiplyAdd(x, b1, r4b);
            x = Vector256.Create(a3[twoRows]);
            r5a = Vector256.FusedMultiplyAdd(x, b0, r5a);
            r5b = Vector256.FusedMultiplyAdd(x, b1, r5b);
            a0 += depthStep;
            a3 += depthStep;
            b += GemmRight.Width;
        }

        Store(c + (0 * stride), r0a, r0b, sum == GemmSum.Add);
        Store(c + (1 * stride), r1a, r1b, sum == GemmSum.Add);
        Store(c + (2 * stride), r2a, r2b, sum == GemmSum.Add);
        Store(c + (3 * stride), r3a, r3b, sum == GemmSum.Add);
        Store(c + (4 * stride), r4a, r4b, sum == GemmSum.Add);
        Store(c + (5 * stride), r5a, r5b, sum == GemmSum.Add);
    }

    private static void Store(float* c, Vector512<float> left, Vector512<float> right, bool add)
    {
        (add ? left + Vector512.Load(c) : left).Store(c);
        (add ? right + Vector512.Load(c + 16) : right).Store(c + 16);
    }

    private static void Store(float* c, Vector256<float> left, Vector256<float> right, bool add)
    {
        (add ? left + Vector256.Load(c) : left).Store(c);
        (add ? right + Vector256.Load(c + 8) : right).Store(c + 8);
    }
}

/// <summary>What becomes of the values that a result of a product holds.</summary>
internal enum GemmSum
{
    /// <summary>They are overwritten.</summary>
    Set,

    /// <summary>The finished product is added to them.</summary>
    Add,

    /// <summary>
    /// They begin the chain of every element: the bits are those of adding one product after the other to them.
    /// </summary>
    Continue,
}
