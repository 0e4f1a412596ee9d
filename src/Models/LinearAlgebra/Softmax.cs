using System.Numerics.Tensors;

namespace StreamReco.Models.LinearAlgebra;

/// <summary>Softmax of values of any size.</summary>
internal static class Softmax
{
    /// <summary>
    /// Replaces values by e to their power, over its sum. The largest is taken off first, so that none overflows and their sum is never 0, as in
    /// <c>TensorPrimitives.SoftMax</c> from 89 on and where all are below -104.
    /// </summary>
    /// <param name="values">Finite; at least one.</param>
    public static void Apply(Span<float> values)
    {
        TensorPrimitives.Subtract(values, TensorPrimitives.Max<float>(values), values);
        TensorPrimitives.Exp(values, values);
        TensorPrimitives.Divide(values, TensorPrimitives.Sum<float>(values), values);
    }
}
