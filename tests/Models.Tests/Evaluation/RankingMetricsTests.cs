using StreamReco.Models.Evaluation;

namespace StreamReco.Models.Tests.Evaluation;

public sealed class RankingMetricsTests
{
    private readonly RankingMetrics _metrics = new();

    [Fact]
    public void Means_are_over_all_predictions_and_a_miss_counts_nothing()
    {
        _metrics.Add(["a", "b", "c"], "a");
        _metrics.Add(["a", "b", "c"], "c");
        _metrics.Add(["a", "b", "c"], "unknown");
        _metrics.Add(Array.Empty<string>(), "a");
        _metrics.Count.ShouldBe(4);
        _metrics.HitRate(5).ShouldBe(2 / 4.0);
        _metrics.ReciprocalRank(5).ShouldBe((1 + (1 / 3.0)) / 4, 1e-12);
        _metrics.Ndcg(5).ShouldBe((1 + 0.5) / 4, 1e-12);
    }

    [Fact]
    public void Places_beyond_the_cutoff_are_misses()
    {
        string[] ranked = [.. Enumerable.Range(1, 25).Select(i => $"i{i}")];
        _metrics.Add(ranked, "i6");
        _metrics.Add(ranked, "i20");
        _metrics.Add(ranked, "i21");
        _metrics.HitRate(5).ShouldBe(0);
        _metrics.HitRate(10).ShouldBe(1 / 3.0);
        _metrics.HitRate(20).ShouldBe(2 / 3.0);
        _metrics.ReciprocalRank(20).ShouldBe(((1 / 6.0) + (1 / 20.0)) / 3, 1e-12);
    }

    [Fact]
    public void A_tie_gives_the_target_its_last_place()
    {
        ScoredItem[] ranked = [new("a", 3), new("b", 2), new("c", 2), new("d", 2), new("e", 1)];
        _metrics.Add(ranked, "b");
        _metrics.ReciprocalRank(5).ShouldBe(1 / 4.0);
        _metrics.Add(ranked, "d");
        _metrics.ReciprocalRank(5).ShouldBe(1 / 4.0);
        _metrics.Add(ranked, "a");
        _metrics.ReciprocalRank(5).ShouldBe(1.5 / 3);
    }

    [Fact]
    public void Metrics_have_their_usual_names()
    {
        _metrics.Add(["a"], "a");
        _metrics.ByName().Keys.ShouldBe(
            ["HR@10", "HR@20", "HR@5", "MRR@10", "MRR@20", "MRR@5", "NDCG@10", "NDCG@20", "NDCG@5", "predictions"]);
    }

    [Fact]
    public void Nothing_added_is_zero_not_NaN() => _metrics.HitRate(20).ShouldBe(0);
}
