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

    /// <summary>Worked out by the same steps in Python, whose numbers are IEEE 754 doubles too.</summary>
    [Theory]
    [InlineData(-700.5, 0x00c4ff475c68ca02)]
    [InlineData(-36.7, 0x3ca0998b04bdd190)]
    [InlineData(-1.0, 0x3fd78b56362cef38)]
    [InlineData(-0.1, 0x3fecf46d99d52b3a)]
    [InlineData(0.0, 0x3ff0000000000000)]
    [InlineData(0.3, 0x3ff599058c8c1a96)]
    [InlineData(100.25, 0x48f8c39b9134bac4)]
    public void A_portable_exponential_has_the_same_bits_on_each_machine(double x, long bits)
    {
        BitConverter.DoubleToInt64Bits(PortableMath.Exp(x)).ShouldBe(bits);
        PortableMath.Exp(x).ShouldBe(Math.Exp(x), 4 * Math.BitIncrement(Math.Exp(x)) - (4 * Math.Exp(x)));
    }

    [Theory]
    [InlineData(1e-300, -4574084695234936907L)]
    [InlineData(1e-9, -4596845738403823688L)]
    [InlineData(0.03, -4608293551634896730L)]
    [InlineData(0.7, -4623275132358410417L)]
    [InlineData(1.0, 0L)]
    [InlineData(1.5, 0x3fd9f323ecbf984c)]
    [InlineData(12345.678, 0x4022d79559791e31)]
    public void A_portable_logarithm_has_the_same_bits_on_each_machine(double x, long bits)
    {
        BitConverter.DoubleToInt64Bits(PortableMath.Log(x)).ShouldBe(bits);
        PortableMath.Log(x).ShouldBe(Math.Log(x), (Math.Abs(Math.Log(x)) * 1e-15) + 1e-300);
    }

    [Fact]
    public void Portable_functions_end_where_numbers_do()
    {
        (PortableMath.Exp(-709), PortableMath.Exp(double.NegativeInfinity), PortableMath.Exp(710)).ShouldBe((0, 0, double.PositiveInfinity));
        double.IsNaN(PortableMath.Exp(double.NaN)).ShouldBeTrue();
        Should.Throw<ArgumentOutOfRangeException>(() => PortableMath.Log(0));
        Should.Throw<ArgumentOutOfRangeException>(() => PortableMath.Log(-1));
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
