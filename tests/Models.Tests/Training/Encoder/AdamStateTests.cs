using StreamReco.Models.Training.Encoder;

namespace StreamReco.Models.Tests.Training.Encoder;

public sealed class AdamStateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(37)]
    [InlineData(128)]
    public void A_step_has_the_bits_of_its_definition_whatever_the_length(int length)
    {
        const int offset = 3;
        var random = new Random(length);
        var adam = new AdamState(offset + length);
        var values = ModelSamples.Floats(random, length);
        var (expected, mean, square) = (values.AsSpan().ToArray(), new float[length], new float[length]);
        for (var step = 1; step <= 5; step++)
        {
            var gradient = ModelSamples.Floats(random, length);
            var rate = AdamState.CorrectedRate(0.01f, step);
            adam.Step(values, gradient, offset, rate);
            for (var i = 0; i < length; i++)
            {
                mean[i] = (mean[i] * 0.9f) + (gradient[i] * (1 - 0.9f));
                square[i] = (square[i] * 0.99f) + (gradient[i] * gradient[i] * (1 - 0.99f));
                expected[i] += mean[i] / (MathF.Sqrt(square[i]) + 1e-8f) * -rate;
            }

            values.ShouldBe(expected);
            adam.Means[offset..].ShouldBe(mean);
            adam.Squares[offset..].ShouldBe(square);
            adam.Means[..offset].ShouldAllBe(value => value == 0);
        }
    }
}
