using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Ranking;

/// <summary>v·gelu(z) in one pass (<see cref="Gelu"/>), in vectors of sixteen.</summary>
/// <remarks>
/// Every step is the same for each lane, fused or not as it stands here, and lanes are added up in one order: the same bits on
/// every processor. Gelu is z/(1 + e^t) with t = −2√(2/π)(z + 0.044715 z³), the exponential that of Cephes (relative error 2e-7).
/// </remarks>
internal static class GeluSum
{
    private const float Limit = 87; // e^87 and e^-87 are normal floats
    private const float LogOf2High = 0.693359375f;
    private const float LogOf2Low = -2.12194440e-4f;
    private const float ReciprocalOfLog2 = 1.44269504f;
    private const int ExponentBias = 127;
    private const int MantissaBits = 23;

    /// <summary>Values of a step; what is added up is a multiple of it long.</summary>
    private const int Lanes = OrderedDot.Lanes;

    /// <summary>v·gelu(z + b).</summary>
    /// <param name="z">H values.</param>
    /// <param name="bias">b.</param>
    /// <param name="weights">v.</param>
    public static float Of(ReadOnlySpan<float> z, ReadOnlySpan<float> bias, ReadOnlySpan<float> weights)
    {
        ref var input = ref MemoryMarshal.GetReference(z);
        ref var added = ref MemoryMarshal.GetReference(bias[..z.Length]);
        ref var weight = ref MemoryMarshal.GetReference(weights[..z.Length]);
        var sum = Vector512<float>.Zero;
        for (nuint i = 0; i < (nuint)z.Length; i += (nuint)Lanes)
        {
            var x = Vector512.LoadUnsafe(ref input, i) + Vector512.LoadUnsafe(ref added, i);
            sum = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref weight, i), Gelu(x), sum);
        }

        return OrderedDot.Sum(sum);
    }

    /// <summary>v·gelu(z).</summary>
    public static float Of(ReadOnlySpan<float> z, ReadOnlySpan<float> weights)
    {
        ref var input = ref MemoryMarshal.GetReference(z);
        ref var weight = ref MemoryMarshal.GetReference(weights[..z.Length]);
        var sum = Vector512<float>.Zero;
        for (nuint i = 0; i < (nuint)z.Length; i += (nuint)Lanes)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref weight, i), Gelu(Vector512.LoadUnsafe(ref input, i)), sum);
        }

        return OrderedDot.Sum(sum);
    }

    private static Vector512<float> Gelu(Vector512<float> z)
    {
        var bend = Vector512.FusedMultiplyAdd(
            z * z, Vector512.Create(-2 * Ranking.Gelu.Scale * Ranking.Gelu.Cubic), Vector512.Create(-2 * Ranking.Gelu.Scale));
        return z / (Vector512<float>.One + Exponential(z * bend));
    }

    private static Vector512<float> Exponential(Vector512<float> x)
    {
        x = Vector512.MinNative(Vector512.MaxNative(x, Vector512.Create(-Limit)), Vector512.Create(Limit));
        var whole = Vector512.Round(x * Vector512.Create(ReciprocalOfLog2));
        var rest = Vector512.FusedMultiplyAdd(whole, Vector512.Create(-LogOf2High), x);
        rest = Vector512.FusedMultiplyAdd(whole, Vector512.Create(-LogOf2Low), rest);
        var power = Vector512.Create(1.9875691500e-4f);
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(1.3981999507e-3f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(8.3334519073e-3f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(4.1665795894e-2f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(1.6666665459e-1f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(5.0000001201e-1f));
        power = Vector512.FusedMultiplyAdd(power, rest * rest, rest + Vector512<float>.One);
        var exponent = Vector512.ConvertToInt32Native(whole) + Vector512.Create(ExponentBias);
        return power * Vector512.ShiftLeft(exponent, MantissaBits).AsSingle();
    }
}
