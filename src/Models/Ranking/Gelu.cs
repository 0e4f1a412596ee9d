using System.Numerics.Tensors;

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

    /// <summary>Writes gelu(z); the spans may be the same.</summary>
    public static void Apply(ReadOnlySpan<float> z, Span<float> result)
    {
        Span<float> tanh = stackalloc float[z.Length];
        Tanh(z, tanh);
        for (var i = 0; i < z.Length; i++)
        {
            result[i] = 0.5f * z[i] * (1 + tanh[i]);
        }
    }

    /// <summary>Writes gelu(z) to <paramref name="result"/> and its derivative to <paramref name="slope"/>.</summary>
    public static void Apply(ReadOnlySpan<float> z, Span<float> result, Span<float> slope)
    {
        Tanh(z, slope);
        for (var i = 0; i < z.Length; i++)
        {
            var (x, t) = (z[i], slope[i]);
            result[i] = 0.5f * x * (1 + t);
            slope[i] = (0.5f * (1 + t)) + (0.5f * x * (1 - (t * t)) * Scale * (1 + (3 * Cubic * x * x)));
        }
    }

    private static void Tanh(ReadOnlySpan<float> z, Span<float> result)
    {
        for (var i = 0; i < z.Length; i++)
        {
            result[i] = Scale * (z[i] + (Cubic * z[i] * z[i] * z[i]));
        }

        TensorPrimitives.Tanh(result, result);
    }
}
