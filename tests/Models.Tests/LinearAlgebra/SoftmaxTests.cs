using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Tests.LinearAlgebra;

public sealed class SoftmaxTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(89, 90)]
    [InlineData(-201, -200)]
    [InlineData(3e38f, 3e38f)]
    [InlineData(-3e38f, 3e38f)]
    public void Of_two_values_of_any_size_it_depends_on_their_difference_alone(float first, float second)
    {
        float[] values = [first, second];

        Softmax.Apply(values);

        var expected = 1 / (1 + Math.Exp((double)first - second));
        values[0].ShouldBe((float)(1 - expected), 1e-6f);
        values[1].ShouldBe((float)expected, 1e-6f);
    }
}
