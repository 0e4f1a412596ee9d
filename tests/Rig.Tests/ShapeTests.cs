using StreamReco.Rig.Shapes;

namespace StreamReco.Rig.Tests;

/// <summary>A part of the long run; <c>docs/TESTING.md</c> says how to repeat a seed.</summary>
public sealed class ShapeTests
{
    [Fact]
    public void Training_on_twelve_shapes_of_data_fails_on_none() => TrainAll(12);

    [Fact]
    [Trait("Length", "long")]
    public void Training_on_eighty_shapes_of_data_one_of_them_of_full_size_fails_on_none() => TrainAll(80);

    private static void TrainAll(long shapes)
    {
        for (var seed = 1L; seed <= shapes; seed++)
        {
            var shape = DataShape.Of(seed);
            var problem = ShapeTrial.Run(shape);
            Assert.True(problem is null, $"Seed {seed} ({shape.Name}): {problem}");
        }
    }

    [Fact]
    public void A_seed_gives_the_same_shape_each_time() =>
        DataShape.Of(7).Data.Clicks.ShouldBe(DataShape.Of(7).Data.Clicks);
}
