using MathNet.Numerics;
using StreamReco.Models.Experiments.Numerics;

namespace StreamReco.Models.Tests.Experiments;

/// <summary>Beside MathNet.Numerics, an implementation of others.</summary>
public sealed class NumericsTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(17)]
    [InlineData(1_000.25)]
    [InlineData(2_000_000)]
    public void The_gamma_functions_are_those_of_another_implementation(double a)
    {
        Gamma.Log(a).ShouldBe(SpecialFunctions.GammaLn(a), Math.Abs(SpecialFunctions.GammaLn(a) * 1e-12) + 1e-12);
        foreach (var share in (double[])[0.1, 0.5, 0.9, 1, 1.1, 1.5, 3])
        {
            Gamma.Upper(a, a * share).ShouldBe(SpecialFunctions.GammaUpperRegularized(a, a * share), 1e-9);
        }
    }

    [Fact]
    public void The_normal_distribution_is_that_of_another_implementation_far_out_too()
    {
        for (var x = -8.0; x <= 8; x += 0.37)
        {
            var expected = MathNet.Numerics.Distributions.Normal.CDF(0, 1, x);
            Normal.Below(x).ShouldBe(expected, 1e-13);
            Normal.Above(-x).ShouldBe(expected, expected * 1e-9);
        }
    }

    [Theory]
    [InlineData(1e-12)]
    [InlineData(0.0005)]
    [InlineData(0.024)]
    [InlineData(0.025)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.975)]
    [InlineData(0.999999)]
    public void A_quantile_has_its_share_below(double p)
    {
        Normal.Below(Normal.Quantile(p)).ShouldBe(p, p * 1e-10);
        Normal.Quantile(p).ShouldBe(MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, p), 1e-8);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_share_outside_has_no_quantile(double p) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Normal.Quantile(p));
}
