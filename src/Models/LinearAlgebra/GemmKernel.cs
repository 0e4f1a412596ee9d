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

    /// <summary>C = A·B, or C += A·B.</summary>
    /// <param name="depth">K.</param>
    /// <param name="a">K×12, row-major: a column of A a row.</param>
    /// <param name="b">K×32, row-major.</param>
    /// <param name="c">12×32, rows <paramref name="stride"/> apart.</param>
    /// <param name="stride">Elements from a row of C to the next.</param>
    /// <param name="add">Whether C keeps what it holds.</param>
    /// <param name="wide">Whether to use vectors of 512 bits.</param>
    public static void Run(int depth, float* a, float* b, float* c, int stride, bool add, bool wide)
    {
        if (wide)
        {
            Wide(depth, a, b, c, stride, add);
            return;
        }

        for (var row = 0; row < Rows; row += 6)
        {
            Narrow(depth, a + row, b, c + (row * stride), stride, add);
            Narrow(depth, a + row, b + 16, c + (row * stride) + 16, stride, add);
        }
    }

    private static void Wide(int depth, float* a, float* b, float* c, int stride, bool add)
    {
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
        for (var k = 0; k < depth; k++, a += Rows, b += GemmRight.Width)
        {
            var b0 = Vector512.Load(b);
            var b1 = Vector512.Load(b + 16);
            Vector512<float> x;
            x = Vector512.Create(a[0]);
            r0a = Vector512.FusedMultiplyAdd(x, b0, r0a);
            r0b = Vector512.FusedMultiplyAdd(x, b1, r0b);
            x = Vector512.Create(a[1]);
            r1a = Vector512.FusedMultiplyAdd(x, b0, r1a);
            r1b = Vector512.FusedMultiplyAdd(x, b1, r1b);
            x = Vector512.Create(a[2]);
            r2a = Vector512.FusedMultiplyAdd(x, b0, r2a);
            r2b = Vector512.FusedMultiplyAdd(x, b1, r2b);
            x = Vector512.Create(a[3]);
            r3a = Vector512.FusedMultiplyAdd(x, b0, r3a);
            r3b = Vector512.FusedMultiplyAdd(x, b1, r3b);
            x = Vector512.Create(a[4]);
            r4a = Vector512.FusedMultiplyAdd(x, b0, r4a);
            r4b = Vector512.FusedMultiplyAdd(x, b1, r4b);
            x = Vector512.Create(a[5]);
            r5a = Vector512.FusedMultiplyAdd(x, b0, r5a);
            r5b = Vector512.FusedMultiplyAdd(x, b1, r5b);
            x = Vector512.Create(a[6]);
            r6a = Vector512.FusedMultiplyAdd(x, b0, r6a);
            r6b = Vector512.FusedMultiplyAdd(x, b1, r6b);
            x = Vector512.Create(a[7]);
            r7a = Vector512.FusedMultiplyAdd(x, b0, r7a);
            r7b = Vector512.FusedMultiplyAdd(x, b1, r7b);
            x = Vector512.Create(a[8]);
            r8a = Vector512.FusedMultiplyAdd(x, b0, r8a);
            r8b = Vector512.FusedMultiplyAdd(x, b1, r8b);
            x = Vector512.Create(a[9]);
            r9a = Vector512.FusedMultiplyAdd(x, b0, r9a);
            r9b = Vector512.FusedMultiplyAdd(x, b1, r9b);
            x = Vector512.Create(a[10]);
            r10a = Vector512.FusedMultiplyAdd(x, b0, r10a);
            r10b = Vector512.FusedMultiplyAdd(x, b1, r10b);
            x = Vector512.Create(a[11]);
            r11a = Vector512.FusedMultiplyAdd(x, b0, r11a);
            r11b = Vector512.FusedMultiplyAdd(x, b1, r11b);
        }

        Store(c + (0 * stride), r0a, r0b, add);
        Store(c + (1 * stride), r1a, r1b, add);
        Store(c + (2 * stride), r2a, r2b, add);
        Store(c + (3 * stride), r3a, r3b, add);
        Store(c + (4 * stride), r4a, r4b, add);
        Store(c + (5 * stride), r5a, r5b, add);
        Store(c + (6 * stride), r6a, r6b, add);
        Store(c + (7 * stride), r7a, r7b, add);
        Store(c + (8 * stride), r8a, r8b, add);
        Store(c + (9 * stride), r9a, r9b, add);
        Store(c + (10 * stride), r10a, r10b, add);
        Store(c + (11 * stride), r11a, r11b, add);
    }

    /// <summary>6×16 of the tile, for processors with vectors of 256 bits.</summary>
    private static void Narrow(int depth, float* a, float* b, float* c, int stride, bool add)
    {
        Vector256<float> r0a = default, r0b = default;
        Vector256<float> r1a = default, r1b = default;
        Vector256<float> r2a = default, r2b = default;
        Vector256<float> r3a = default, r3b = default;
        Vector256<float> r4a = default, r4b = default;
        Vector256<float> r5a = default, r5b = default;
        for (var k = 0; k < depth; k++, a += Rows, b += GemmRight.Width)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + 8);
            Vector256<float> x;
            x = Vector256.Create(a[0]);
            r0a = Vector256.FusedMultiplyAdd(x, b0, r0a);
            r0b = Vector256.FusedMultiplyAdd(x, b1, r0b);
            x = Vector256.Create(a[1]);
            r1a = Vector256.FusedMultiplyAdd(x, b0, r1a);
            r1b = Vector256.FusedMultiplyAdd(x, b1, r1b);
            x = Vector256.Create(a[2]);
            r2a = Vector256.FusedMultiplyAdd(x, b0, r2a);
            r2b = Vector256.FusedMultiplyAdd(x, b1, r2b);
            x = Vector256.Create(a[3]);
            r3a = Vector256.FusedMultiplyAdd(x, b0, r3a);
            r3b = Vector256.FusedMultiplyAdd(x, b1, r3b);
            x = Vector256.Create(a[4]);
            r4a = Vector256.FusedMultiplyAdd(x, b0, r4a);
            r4b = Vector256.FusedMultiplyAdd(x, b1, r4b);
            x = Vector256.Create(a[5]);
            r5a = Vector256.FusedMultiplyAdd(x, b0, r5a);
            r5b = Vector256.FusedMultiplyAdd(x, b1, r5b);
        }

        Store(c + (0 * stride), r0a, r0b, add);
        Store(c + (1 * stride), r1a, r1b, add);
        Store(c + (2 * stride), r2a, r2b, add);
        Store(c + (3 * stride), r3a, r3b, add);
        Store(c + (4 * stride), r4a, r4b, add);
        Store(c + (5 * stride), r5a, r5b, add);
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
