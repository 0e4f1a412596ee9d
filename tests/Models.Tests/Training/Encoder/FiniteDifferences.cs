using StreamReco.Models.Encoder;

namespace StreamReco.Models.Tests.Training.Encoder;

/// <summary>
/// Compares gradients with the slope of the loss along random directions: (L(x + εv) − L(x − εv)) / 2ε against gᵀv.
/// </summary>
internal static class FiniteDifferences
{
    private const float Step = 2e-3f;

    /// <summary>Checks the gradient of <paramref name="values"/> along three directions.</summary>
    public static void ShouldAgree(string name, Random random, Memory<float> values, ReadOnlyMemory<float> gradient, Func<double> loss)
    {
        var start = values.ToArray();
        for (var trial = 0; trial < 3; trial++)
        {
            var direction = ModelSamples.Floats(random, start.Length);
            var expected = (At(Step) - At(-Step)) / (2 * Step);
            start.CopyTo(values);
            var (slope, size) = (0.0, 0.0);
            for (var i = 0; i < direction.Length; i++)
            {
                slope += (double)direction[i] * gradient.Span[i];
                size += Math.Abs((double)direction[i] * gradient.Span[i]);
            }

            slope.ShouldBe(expected, (2e-3 * size) + 2e-3, $"{name}, direction {trial}");

            double At(float step)
            {
                for (var i = 0; i < start.Length; i++)
                {
                    values.Span[i] = start[i] + (step * direction[i]);
                }

                return loss();
            }
        }
    }

    /// <summary>Checks every named matrix of a network's parameters.</summary>
    public static void ShouldAgree(ParameterLayout layout, Random random, float[] parameters, float[] gradients, Func<double> loss)
    {
        foreach (var slice in layout.Slices)
        {
            gradients.AsSpan(slice.Offset, slice.Length).ToArray().ShouldContain(value => value != 0, $"{slice.Name} has no gradient");
            ShouldAgree(
                slice.Name, random, parameters.AsMemory(slice.Offset, slice.Length), gradients.AsMemory(slice.Offset, slice.Length), loss);
        }
    }
}
