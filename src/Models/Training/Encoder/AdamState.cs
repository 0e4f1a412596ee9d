using System.Numerics.Tensors;

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
    /// <param name="gradient">Scratch after the call.</param>
    /// <param name="offset">Place of the values in the whole.</param>
    /// <param name="rate">Of <see cref="CorrectedRate"/>.</param>
    public void Step(Span<float> values, Span<float> gradient, int offset, float rate)
    {
        var means = Means.AsSpan(offset, values.Length);
        var squares = Squares.AsSpan(offset, values.Length);
        TensorPrimitives.Multiply(means, MeanDecay, means);
        TensorPrimitives.MultiplyAdd(gradient, 1 - MeanDecay, means, means);
        TensorPrimitives.Multiply(gradient, gradient, gradient);
        TensorPrimitives.Multiply(squares, SquareDecay, squares);
        TensorPrimitives.MultiplyAdd(gradient, 1 - SquareDecay, squares, squares);
        TensorPrimitives.Sqrt(squares, gradient);
        TensorPrimitives.Add(gradient, Floor, gradient);
        TensorPrimitives.Divide(means, gradient, gradient);
        TensorPrimitives.MultiplyAdd(gradient, -rate, values, values);
    }
}
