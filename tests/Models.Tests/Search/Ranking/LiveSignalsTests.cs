using StreamReco.Models.Search.Counts;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.Models.Tests.Search.Ranking;

public sealed class LiveSignalsTests
{
    [Fact]
    public void A_clicked_item_has_a_value_above_the_others_for_its_query_and_the_same_words_in_another_order()
    {
        var (counts, sums, signals) = (new QueryCounts(), new ShardSums(), new LiveSignals());
        counts.Apply(new SearchRecord("s1", "u", "red lamp", 0, [new ShownItem("a", 1), new ShownItem("b", 2)]));
        counts.Apply("u", "b", "s1", 1, SearchAction.Click);
        signals.Update(sums, sums.Take(0, Everything(counts)));

        foreach (var query in (string[])["red lamp", "Red LAMPS", "lamp red"])
        {
            var found = signals.Of(query).ShouldNotBeNull(query);
            found.Of("b").Value.ShouldBeGreaterThan(0);
            found.Of("a").Value.ShouldBeLessThan(0);
            found.Of("c").Value.ShouldBe(0);
            found.Best.ShouldBe(["b"]);
        }

        signals.Of("blue lamp").ShouldBeNull();
        signals.PopularityOf("b").ShouldBe(1);
        signals.Popular.ShouldBe(["b"]);
    }

    [Fact]
    public void What_is_erased_is_gone_from_the_signals()
    {
        var (counts, sums, signals) = (new QueryCounts(), new ShardSums(), new LiveSignals());
        counts.Apply(new SearchRecord("s1", "u", "lamp", 0, [new ShownItem("a", 1)]));
        counts.Apply("u", "a", "s1", 1, SearchAction.Click);
        var first = Everything(counts);
        signals.Update(sums, sums.Take(0, first));
        counts.Erase("u");
        var second = counts.Changes.Since(counts, first.Instance, first.Version, 1_000, new QueryHasher());
        signals.Update(sums, sums.Take(0, second));

        signals.Of("lamp").ShouldBeNull();
        signals.Popular.ShouldBeEmpty();
        signals.Queries.ShouldBeEmpty();
    }

    [Fact]
    public void Values_follow_the_prior_once_they_are_worked_out_anew()
    {
        var (counts, sums, signals) = (new QueryCounts(), new ShardSums(), new LiveSignals());
        for (var i = 0; i < 200; i++)
        {
            counts.Apply(new SearchRecord($"s{i}", "u", "lamp", i, [new ShownItem("a", 1), new ShownItem("b", 2)]));
            counts.Apply("u", "a", $"s{i}", i, SearchAction.Click);
        }

        signals.Update(sums, sums.Take(0, Everything(counts)));
        var before = signals.Of("lamp")!.Of("a").Value;
        signals.Revalue();

        signals.Values.Prior.ShouldBeGreaterThan(ClickValues.Assumed.Prior);
        signals.Of("lamp")!.Of("a").Value.ShouldBeLessThan(before);
    }

    private static CountsDelta Everything(QueryCounts counts) => counts.Changes.Since(counts, 0, 0, 100_000, new QueryHasher());
}
