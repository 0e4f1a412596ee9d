using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamReco.Models.Training.Encoder;

/// <summary>
/// Adam (Kingma and Ba 2015) with β 0.9 and 0.99; of a table only the rows of a batch are stepped (lazily: a row's
/// moments rest while it is not touched).
/// </summary>
internal sealed class AdamState(int length)
{
    private const float MeanDecay = 0.9f;
    private const float SquareDecay = 0.99f;
    private const float Floor = 1e-8f;

    /// <summary>First moments.</summary>
    public float[] Means { get; } = new float[length];

    /// <summary>Second moments.</summary>
    public float[] Squares { get; } = new float[length];

    /// <summary>The step size at a step, from 1, corrected for the moments' start at zero.</summary>
    public static float CorrectedRate(float rate, long step) =>
        (float)(rate * Math.Sqrt(1 - Math.Pow(SquareDecay, step)) / (1 - Math.Pow(MeanDecay, step)));

    /// <summary>Steps the values from <paramref name="offset"/> on.</summary>
    /// <param name="values">As long as <paramref name="gradient"/>.</param>
    /// <param name="gradient">Along which to step.</param>
    /// <param name="offset">Place of the values in the whole.</param>
    /// <param name="rate">Of <see cref="CorrectedRate"/>.</param>
    public void Step(Span<float> values, ReadOnlySpan<float> gradient, int offset, float rate)
    {
        var (lanes, length, i) = (Vector512<float>.Count, values.Length, 0);
        ref var value = ref MemoryMarshal.GetReference(values);
        ref var slope = ref MemoryMarshal.GetReference(gradient[..length]);
        ref var mean = ref MemoryMarshal.GetReference(Means.AsSpan(offset, length));
        ref var square = ref MemoryMarshal.GetReference(Squares.AsSpan(offset, length));
        for (; i <= length - lanes; i += lanes)
        {
            var at = (nuint)i;
            var g = Vector512.LoadUnsafe(ref slope, at);
            var m = (Vector512.LoadUnsafe(ref mean, at) * MeanDecay) + (g * (1 - MeanDecay));
            var v = (Vector512.LoadUnsafe(ref square, at) * SquareDecay) + (g * g * (1 - SquareDecay));
            m.StoreUnsafe(ref mean, at);
            v.StoreUnsafe(ref square, at);
            var move = m / (Vector512.Sqrt(v) + Vector512.Create(Floor)) * -rate;
            (Vector512.LoadUnsafe(ref value, at) + move).StoreUnsafe(ref value, at);
        }

        for (; i < length; i++)
        {
            var g = gradient[i];
            var m = Means[offset + i] = (Means[offset + i] * MeanDecay) + (g * (1 - MeanDecay));
            var v = Squares[offset + i] = (Squares[offset + i] * SquareDecay) + (g * g * (1 - SquareDecay));
            values[i] += m / (MathF.Sqrt(v) + Floor) * -rate;
        }
    }
}
