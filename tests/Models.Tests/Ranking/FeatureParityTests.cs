using System.Numerics.Tensors;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Tests.Ranking;

/// <summary>What was made faster says to the bit what its plain form says.</summary>
public sealed class FeatureParityTests
{
    [Fact]
    public void Logarithms_of_counts_are_those_of_the_runtime()
    {
        foreach (var n in Enumerable.Range(0, 20_000).Select(n => (long)n).Concat([1L << 31, 1L << 40]))
        {
            CountLogs.Of(n).ShouldBe(MathF.Log(1 + n));
        }

        CountLogs.Of(0f).ShouldBe(0);
        CountLogs.Of(2.5f).ShouldBe(MathF.Log(1 + 2.5f));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(200)]
    public void Places_are_those_of_a_sort_with_the_first_place_for_ties(int count)
    {
        var random = new Random(count);
        var columns = new SourceColumns(2, 200);
        for (var round = 0; round < 20; round++)
        {
            for (var source = 0; source < 2; source++)
            {
                var scores = columns.Begin(source, count);
                foreach (ref var score in scores)
                {
                    score = random.Next(12) / 11f; // ties, and zeros for what the source does not know
                }

                columns.Place(source, count);
            }

            for (var source = 0; source < 2; source++)
            {
                var (own, places) = (columns.ScoresOf(source, count).ToArray(), columns.PlacesOf(source, count).ToArray());
                float[] sorted = [.. own.OrderDescending()];
                for (var candidate = 0; candidate < count; candidate++)
                {
                    var score = own[candidate];
                    places[candidate].ShouldBe(score == 0 ? 0 : 1 / MathF.Sqrt(Array.IndexOf(sorted, score) + 1));
                }
            }
        }
    }

    [Fact]
    public void Gelu_and_its_slope_have_the_bits_of_their_formula_for_every_length()
    {
        var random = new Random(2);
        foreach (var length in (int[])[1, 7, 8, 9, 32, 192])
        {
            float[] z = [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 12) - 6)];
            var (plain, alone, value, slope) = (new float[length], new float[length], new float[length], new float[length]);
            float[] tanh = [.. z.Select(x => Gelu.Scale * (x + (Gelu.Cubic * x * x * x)))];
            TensorPrimitives.Tanh<float>(tanh, tanh);

            Gelu.Apply(z, alone);
            Gelu.Apply(z, value, slope);

            for (var i = 0; i < length; i++)
            {
                var (x, t) = (z[i], tanh[i]);
                plain[i] = 0.5f * x * (1 + t);
                slope[i].ShouldBe(
                    (0.5f * (1 + t)) + (0.5f * x * (1 - (t * t)) * Gelu.Scale * (1 + (3 * Gelu.Cubic * x * x))));
            }

            alone.ShouldBe(plain);
            value.ShouldBe(plain);
        }
    }

    [Fact]
    public void Gelu_in_one_pass_is_its_formula_over_the_whole_range_of_floats()
    {
        float[] z = [-1e30f, -200, -60, -9.5f, -3, -0.5f, -1e-4f, 0, 1e-30f, 1e-3f, 0.7f, 2, 5, 40, 300, 1e30f];
        for (var lane = 0; lane < z.Length; lane++)
        {
            var weights = new float[z.Length];
            weights[lane] = 1;
            var (x, exact) = ((double)z[lane], 0d);
            exact = 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));

            ((double)GeluSum.Of(z, weights)).ShouldBe(exact, 2e-6 * Math.Max(1, Math.Abs(exact)), $"of {x}");
        }
    }
}
