using StreamReco.Models.Users;

namespace StreamReco.Models.Tests.Users;

public sealed class InterestTagsTests
{
    private const double HalfLifeMs = 1000;

    private readonly InterestTags _tags = new();

    [Fact]
    public void A_weight_halves_with_every_half_life()
    {
        _tags.Add("shoes", 8f, 0, HalfLifeMs);
        _tags.Tags[0].WeightAt(1000, HalfLifeMs).ShouldBe(4f, 1e-5f);
        _tags.Tags[0].WeightAt(3000, HalfLifeMs).ShouldBe(1f, 1e-5f);
    }

    [Fact]
    public void The_sum_is_that_of_the_decayed_parts_in_whatever_order_they_come()
    {
        (float Weight, long AtMs)[] parts = [(1f, 0), (3f, 2500), (2f, 900), (1f, 2500)];
        foreach (var part in parts)
        {
            _tags.Add("shoes", part.Weight, part.AtMs, HalfLifeMs);
        }

        var expected = parts.Sum(part => part.Weight * Math.Pow(2, (part.AtMs - 4000) / HalfLifeMs));
        _tags.Tags.Single().WeightAt(4000, HalfLifeMs).ShouldBe((float)expected, 1e-5f);
    }

    [Fact]
    public void The_weakest_at_the_time_of_the_event_makes_room()
    {
        _tags.Add("old but heavy", 4f, 0, HalfLifeMs);
        for (var i = 1; i < InterestTags.Capacity; i++)
        {
            _tags.Add($"t{i}", 1f, 5000, HalfLifeMs);
        }

        _tags.Add("new", 1f, 5000, HalfLifeMs);
        _tags.Tags.Count.ShouldBe(InterestTags.Capacity);
        _tags.Tags.ShouldNotContain(tag => tag.Tag == "old but heavy");
        _tags.Tags[^1].Tag.ShouldBe("new");
    }
}
