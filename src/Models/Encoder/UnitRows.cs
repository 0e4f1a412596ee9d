using System.Numerics.Tensors;

namespace StreamReco.Models.Encoder;

/// <summary>Vectors divided by their length, and what that does to gradients.</summary>
internal static class UnitRows
{
    /// <summary>Shortest length that is divided by; a vector of zeros stays one.</summary>
    public const float Floor = 1e-6f;

    /// <summary>What <see cref="Normalize"/> divides by.</summary>
    public static float LengthOf(ReadOnlySpan<float> vector) =>
        MathF.Max(MathF.Sqrt(TensorPrimitives.SumOfSquares(vector)), Floor);

    /// <returns>The length.</returns>
    public static float Normalize(ReadOnlySpan<float> vector, Span<float> unit)
    {
        var length = LengthOf(vector);
        TensorPrimitives.Divide(vector, length, unit);
        return length;
    }

    /// <summary>The gradient by the vector, (g − u·(uᵀg))/length, from that by the unit vector u.</summary>
    public static void Backward(
        ReadOnlySpan<float> unit, float length, ReadOnlySpan<float> gradient, Span<float> result)
    {
        var along = TensorPrimitives.Dot(unit, gradient);
        TensorPrimitives.MultiplyAdd(unit, -along, gradient, result);
        TensorPrimitives.Divide(result, length, result);
    }
}
