using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Tests.Retrieval;

public sealed class LargestFirstTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(33)]
    [InlineData(1001)]
    public void Values_that_are_not_below_a_limit_are_counted_ties_too(int length)
    {
        var random = new Random(length);
        float[] values = [.. Enumerable.Range(0, length).Select(_ => (float)random.Next(-5, 6))];
        if (length > 15)
        {
            (values[3], values[^1], values[7]) = (float.NaN, float.NegativeInfinity, float.PositiveInfinity);
        }

        foreach (var limit in (float[])[-6, -1, 0, 0.5f, 5, float.PositiveInfinity, float.NegativeInfinity, float.NaN])
        {
            LargestFirst.AtLeast<float>(values, limit).ShouldBe(values.Count(value => value >= limit), $"limit {limit}");
        }
    }
}
