using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamReco.Models.Ranking;

/// <summary>The dense layer of the ranker for one candidate at a time.</summary>
internal static class HiddenLayer
{
    /// <summary>Hidden units that are worked on at once: four registers of eight.</summary>
    public const int Block = 32;

    /// <summary>The same in registers of sixteen. A unit's sum is one chain either way: the bits are the same.</summary>
    private const int WideBlock = 64;

    /// <summary>z = Wᵀx + b.</summary>
    /// <param name="x">F inputs.</param>
    /// <param name="weights">F×H by rows.</param>
    /// <param name="bias">H values.</param>
    /// <param name="z">H outputs.</param>
    public static void Forward(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Span<float> z)
    {
        var (hidden, block) = (z.Length, 0);
        for (; Vector512.IsHardwareAccelerated && block <= hidden - WideBlock; block += WideBlock)
        {
            ForwardWide(x, weights, bias, z, block);
        }

        for (; block < hidden; block += Block)
        {
            var z0 = Load(bias, block);
            var z1 = Load(bias, block + 8);
            var z2 = Load(bias, block + 16);
            var z3 = Load(bias, block + 24);
            for (int f = 0, at = block; f < x.Length; f++, at += hidden)
            {
                var input = Vector256.Create(x[f]);
                z0 = Vector256.FusedMultiplyAdd(input, Load(weights, at), z0);
                z1 = Vector256.FusedMultiplyAdd(input, Load(weights, at + 8), z1);
                z2 = Vector256.FusedMultiplyAdd(input, Load(weights, at + 16), z2);
                z3 = Vector256.FusedMultiplyAdd(input, Load(weights, at + 24), z3);
            }

            z0.CopyTo(z[block..]);
            z1.CopyTo(z[(block + 8)..]);
            z2.CopyTo(z[(block + 16)..]);
            z3.CopyTo(z[(block + 24)..]);
        }
    }

    private static void ForwardWide(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Span<float> z, int block)
    {
        var z0 = LoadWide(bias, block);
        var z1 = LoadWide(bias, block + 16);
        var z2 = LoadWide(bias, block + 32);
        var z3 = LoadWide(bias, block + 48);
        for (int f = 0, at = block; f < x.Length; f++, at += z.Length)
        {
            var input = Vector512.Create(x[f]);
            z0 = Vector512.FusedMultiplyAdd(input, LoadWide(weights, at), z0);
            z1 = Vector512.FusedMultiplyAdd(input, LoadWide(weights, at + 16), z1);
            z2 = Vector512.FusedMultiplyAdd(input, LoadWide(weights, at + 32), z2);
            z3 = Vector512.FusedMultiplyAdd(input, LoadWide(weights, at + 48), z3);
        }

        z0.CopyTo(z[block..]);
        z1.CopyTo(z[(block + 16)..]);
        z2.CopyTo(z[(block + 32)..]);
        z3.CopyTo(z[(block + 48)..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LoadWide(ReadOnlySpan<float> values, int at) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(ReadOnlySpan<float> values, int at) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)at);
}
