using StreamReco.Models.Evaluation;

namespace StreamReco.Models.Tests.Evaluation;

public sealed class BootstrapTests
{
    [Fact]
    public void The_interval_of_independent_hits_is_that_of_the_binomial()
    {
        var ranks = Enumerable.Range(0, 1000).Select(i => i % 10 < 3 ? 1 : 0).ToArray();
        int[] sessions = [.. Enumerable.Range(0, 1000)];

        var (mean, low, high) = Bootstrap.Of(ranks, sessions, _ => 1, seed: 1);

        mean.ShouldBe(0.3, 1e-12);
        low.ShouldBe(0.3 - (1.96 * Math.Sqrt(0.3 * 0.7 / 1000)), 0.005);
        high.ShouldBe(0.3 + (1.96 * Math.Sqrt(0.3 * 0.7 / 1000)), 0.005);
    }

    [Fact]
    public void Predictions_that_stand_and_fall_together_give_a_wider_interval()
    {
        var ranks = Enumerable.Range(0, 1000).Select(i => i / 100 % 2 == 0 ? 1 : 0).ToArray();

        var apart = Bootstrap.Of(ranks, [.. Enumerable.Range(0, 1000)], _ => 1, seed: 1);
        var together = Bootstrap.Of(ranks, [.. Enumerable.Range(0, 1000).Select(i => i / 100)], _ => 1, seed: 1);

        (together.High - together.Low).ShouldBeGreaterThan(5 * (apart.High - apart.Low));
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval()
    {
        int[] ranks = [1, 0, 3, 20, 0, 2, 7];
        int[] sessions = [0, 0, 1, 2, 2, 3, 4];

        Bootstrap.Of(ranks, sessions, rank => 1.0 / rank, 7).ShouldBe(Bootstrap.Of(ranks, sessions, rank => 1.0 / rank, 7));
        Bootstrap.Of(ranks, sessions, rank => 1.0 / rank, 8).ShouldNotBe(Bootstrap.Of(ranks, sessions, rank => 1.0 / rank, 7));
    }

    [Fact]
    public void Lists_are_described_by_what_was_shown()
    {
        var lists = new ListFigures([10, 5, 0, 1], null);

        lists.Add([0, 2]);
        lists.Add([0, 3]);

        var figures = lists.ByName();
        figures["coverage"].ShouldBe(0.75);
        figures["cold_share"].ShouldBe(0.5);
        figures["popularity_bias"].ShouldBe((21 / 4.0) / 4, 1e-12);
        figures.ShouldNotContainKey("diversity");
    }
}
