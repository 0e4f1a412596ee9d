using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Items;
using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Users;

namespace StreamReco.Models.Tests.Users;

public sealed class OnlineVectorTests
{
    private const int Items = 30;
    private const int Dimensions = 8;
    private const float Alpha = 0.1f;
    private const float Lambda = 0.5f;

    [Fact]
    public void The_vector_is_the_direct_solution_over_all_interactions() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<NonEmptyArray<byte>>(), (seed, touches) =>
        {
            var factors = ModelSamples.Floats(new Random(seed.Get), Items * Dimensions);
            var precision = Gram.Regularized(Gram.Of(factors, Dimensions, new ParallelOptions()), Dimensions, Alpha, Lambda);
            var space = new ItemSpace(
                [.. Enumerable.Range(0, Items).Select(i => $"i{i}")], factors, Dimensions, PackedCholesky.Inverse(precision, Dimensions), 1);
            var vector = OnlineVector.Empty(space);
            var a = precision.Select(value => (float)value).ToArray();
            var b = new float[Dimensions];
            foreach (var touch in touches.Get)
            {
                var (factor, weight) = (space.Factor(touch % Items).ToArray(), 1f + (touch % 3));
                vector.Add(factor, weight);
                Gram.AddOuter(a, factor, weight);
                for (var k = 0; k < Dimensions; k++)
                {
                    b[k] += weight * factor[k];
                }
            }

            PackedCholesky.Factor(a, Dimensions);
            PackedCholesky.Solve(a, b);
            for (var k = 0; k < Dimensions; k++)
            {
                vector.Values[k].ShouldBe(b[k], 2e-3f);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_heavier_interaction_pulls_harder_towards_its_item()
    {
        var space = UserStateSamples.Items;
        var light = OnlineVector.Empty(space);
        var heavy = OnlineVector.Empty(space);
        light.Add(space.Factor(0), 1f);
        heavy.Add(space.Factor(0), 3f);
        Dot(heavy.Values, space.Factor(0)).ShouldBeInRange(Dot(light.Values, space.Factor(0)) + 1e-3f, 1f);
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => System.Numerics.Tensors.TensorPrimitives.Dot(a, b);
}
