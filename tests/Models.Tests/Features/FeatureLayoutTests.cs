using StreamReco.Models.Features;

namespace StreamReco.Models.Tests.Features;

public sealed class FeatureLayoutTests
{
    [Theory]
    [InlineData(0f)]
    [InlineData(0.1f)]
    [InlineData(0.6f)]
    [InlineData(0.93f)]
    [InlineData(0.9999f)]
    [InlineData(1f)]
    public void Weights_have_the_same_sum_in_any_order(float decay)
    {
        var random = new Random(23);
        for (var count = 1; count <= 64; count++)
        {
            var layout = new FeatureLayout(8, count, 5, decay);
            float[] weights = [.. Enumerable.Range(0, count).Select(layout.WeightOf)];
            var expected = (float)weights.Sum(weight => (double)weight);
            for (var turn = 0; turn < 20; turn++)
            {
                random.Shuffle(weights);
                var lanes = new float[4]; // as a processor adds up: four sums beside each other
                var one = 0f;
                for (var l = 0; l < count; l++)
                {
                    lanes[l % 4] += weights[l];
                    one += weights[l];
                }

                one.ShouldBe(expected);
                ((lanes[0] + lanes[2]) + (lanes[1] + lanes[3])).ShouldBe(expected);
            }
        }
    }

    [Fact]
    public void A_weight_is_the_decay_to_the_power_of_its_place()
    {
        var layout = new FeatureLayout(8, 10, 5, 0.6f);

        layout.WeightOf(0).ShouldBe(1f);
        for (var l = 0; l < 10; l++)
        {
            layout.WeightOf(l).ShouldBe(MathF.Pow(0.6f, l), 1f / 65_536);
        }
    }
}
