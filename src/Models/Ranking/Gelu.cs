using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamReco.Models.Ranking;

/// <summary>
/// The Gaussian error linear unit in its tanh form (Hendrycks and Gimpel 2016):
/// gelu(z) = z/2 · (1 + tanh(√(2/π)(z + 0.044715 z³))).
/// </summary>
internal static class Gelu
{
    /// <summary>√(2/π).</summary>
    public const float Scale = 0.7978845608f;

    /// <summary>Weight of the cube.</summary>
    public const float Cubic = 0.044715f;

    private const int Lanes = 8;

    /// <summary>Writes gelu(z); the spans may be the same.</summary>
    public static void Apply(ReadOnlySpan<float> z, Span<float> result)
    {
        Span<float> tanh = stackalloc float[z.Length];
        Tanh(z, tanh);
        var i = 0;
        for (; i <= z.Length - Lanes; i += Lanes)
        {
            var half = Vector256.Create(0.5f) * Load(z, i);
            (half * (Vector256<float>.One + Load(tanh, i))).CopyTo(result[i..]);
        }

        for (; i < z.Length; i++)
        {
            result[i] = 0.5f * z[i] * (1 + tanh[i]);
        }
    }

    /// <summary>Writes gelu(z) to <paramref name="result"/> and its derivative to <paramref name="slope"/>.</summary>
    public static void Apply(ReadOnlySpan<float> z, Span<float> result, Span<float> slope)
    {
        Tanh(z, slope);
        ref var input = ref MemoryMarshal.GetReference(z);
        ref var bent = ref MemoryMarshal.GetReference(slope);
        ref var output = ref MemoryMarshal.GetReference(result[..z.Length]);
        var (one, half, i) = (Vector512<float>.One, Vector512.Create(0.5f), 0);
        for (; i <= z.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var (x, t) = (Vector512.LoadUnsafe(ref input, (nuint)i), Vector512.LoadUnsafe(ref bent, (nuint)i));
            var bend = one + (Vector512.Create(3 * Cubic) * x * x);
            (half * x * (one + t)).StoreUnsafe(ref output, (nuint)i);
            ((half * (one + t)) + (half * x * (one - (t * t)) * Vector512.Create(Scale) * bend)).StoreUnsafe(ref bent, (nuint)i);
        }

        for (; i < z.Length; i++)
        {
            var (x, t) = (z[i], slope[i]);
            result[i] = 0.5f * x * (1 + t);
            slope[i] = (0.5f * (1 + t)) + (0.5f * x * (1 - (t * t)) * Scale * (1 + (3 * Cubic * x * x)));
        }
    }

    private static void Tanh(ReadOnlySpan<float> z, Span<float> result)
    {
        ref var input = ref MemoryMarshal.GetReference(z);
        ref var output = ref MemoryMarshal.GetReference(result[..z.Length]);
        var i = 0;
        for (; i <= z.Length - Lanes; i += Lanes)
        {
            var x = Vector256.LoadUnsafe(ref input, (nuint)i);
            (Vector256.Create(Scale) * (x + (Vector256.Create(Cubic) * x * x * x))).StoreUnsafe(ref output, (nuint)i);
        }

        for (; i < z.Length; i++)
        {
            result[i] = Scale * (z[i] + (Cubic * z[i] * z[i] * z[i]));
        }

        TensorPrimitives.Tanh(result, result);
    }

    private static Vector256<float> Load(ReadOnlySpan<float> values, int at) => Vector256.Create(values.Slice(at, Lanes));
}
