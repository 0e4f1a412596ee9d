using StreamReco.Rig.Shapes;

namespace StreamReco.Rig.Tests;

/// <summary>A part of the long run; <c>docs/TESTING.md</c> says how to repeat a seed.</summary>
public sealed class ShapeTests
{
    [Fact]
    public void Training_on_thirty_shapes_of_data_fails_on_none()
    {
        for (var seed = 1L; seed <= 30; seed++)
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
