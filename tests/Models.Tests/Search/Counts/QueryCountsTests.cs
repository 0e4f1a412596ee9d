using System.Text.Json;
using StreamReco.Models.Search.Counts;

namespace StreamReco.Models.Tests.Search.Counts;

public sealed class QueryCountsTests
{
    [Fact]
    public void An_erased_user_leaves_the_counts_of_a_log_without_that_user()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var (with, without) = (new QueryCounts(), new QueryCounts());
            Play(with, seed, _ => true);
            Play(without, seed, user => user != "u3");
            with.Erase("u3").ShouldBeGreaterThan(0);
            TextOf(with).ShouldBe(TextOf(without), $"seed {seed}");
            with.Erase("u3").ShouldBe(0);
        }
    }

    [Fact]
    public void The_counts_are_of_the_newest_searches_alone()
    {
        var (all, newest) = (new QueryCounts(new QueryCountsOptions { SearchesMax = 50 }), new QueryCounts());
        for (var i = 0; i < 200; i++)
        {
            all.Apply(Search(i, "u1"));
            all.Apply("u1", "a", $"s{i}", i, SearchAction.Click);
            if (i >= 150)
            {
                newest.Apply(Search(i, "u1"));
                newest.Apply("u1", "a", $"s{i}", i, SearchAction.Click);
            }
        }

        TextOf(all).ShouldBe(TextOf(newest));
    }

    [Fact]
    public void A_click_belongs_to_the_search_it_names_else_to_the_newest_that_showed_the_item()
    {
        var counts = new QueryCounts();
        counts.Apply(new SearchRecord("s1", "u", "red", 0, [new ShownItem("a", 1)]));
        counts.Apply(new SearchRecord("s2", "u", "blue", 1, [new ShownItem("a", 3), new ShownItem("b", 4)]));
        counts.Apply("u", "a", "s1", 2, SearchAction.Click).ShouldBeTrue();
        counts.Apply("u", "a", null, 3, SearchAction.Click).ShouldBeTrue();
        counts.Apply("u", "a", null, 4, SearchAction.Click).ShouldBeTrue(); // twice in one search counts once
        counts.Apply("u", "a", null, 10_000_000, SearchAction.Click).ShouldBeFalse();
        counts.Apply("u", "c", null, 5, SearchAction.Click).ShouldBeFalse();
        counts.Apply("stranger", "a", "s1", 5, SearchAction.Purchase).ShouldBeFalse();
        counts.Queries["red"].Items["a"].Clicks[0].ShouldBe(1);
        counts.Queries["blue"].Items["a"].Clicks[2].ShouldBe(1);
        counts.Unjoined.ShouldBe(3);
    }

    [Fact]
    public void The_text_of_a_query_leaves_the_shard_only_when_enough_users_typed_it()
    {
        var counts = new QueryCounts();
        for (var i = 0; i < 40; i++)
        {
            counts.Apply(Search(i, "one user", "anna example"));
            counts.Apply(Search(i + 100, $"u{i % 5}", "Laptops"));
        }

        var key = new byte[] { 1, 2, 3 };
        var exported = QueryExport.Of(counts, key);
        exported.Select(query => query.Text).Order().ShouldBe([null, "laptop"]);
        exported.ShouldAllBe(query => query.Hash.Length == 16);
        JsonSerializer.Serialize(exported).ShouldNotContain("anna");
        QueryExport.Of(counts, [4]).Select(query => query.Hash).ShouldNotBe(exported.Select(query => query.Hash));
        counts.Erase("u4");
        QueryExport.Of(counts, key).ShouldAllBe(query => query.Text == null);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(10, 9)]
    [InlineData(11, 10)]
    [InlineData(20, 10)]
    [InlineData(21, 11)]
    [InlineData(51, 12)]
    public void A_position_has_a_bucket(int position, int bucket) => PositionBuckets.Of(position).ShouldBe(bucket);

    [Fact]
    public void A_position_of_0_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => PositionBuckets.Of(0));

    [Fact]
    public void Propensities_are_found_again_from_items_that_moved()
    {
        var counts = new QueryCounts();
        var random = new Random(1);
        for (var i = 0; i < 100_000; i++)
        {
            // A good item stands first nine times of ten: its click rate by position says nothing of examination.
            var swapped = random.Next(10) == 0;
            counts.Apply(new SearchRecord($"s{i}", "u", "q", i,
                [new ShownItem("good", swapped ? 2 : 1), new ShownItem("bad", swapped ? 1 : 2)]));
            foreach (var (item, position, attraction) in new[] { ("good", swapped ? 2 : 1, 0.4), ("bad", swapped ? 1 : 2, 0.1) })
            {
                if (random.NextDouble() < attraction * (position == 1 ? 1 : 0.5))
                {
                    counts.Apply("u", item, $"s{i}", i, SearchAction.Click);
                }
            }
        }

        var values = ClickValues.Of([.. counts.Queries.Values]);
        values.Propensities[1].ShouldBe(0.5, 0.05);
        values.Of(counts.Queries["q"].Items["good"]).ShouldBe(0.4, 0.03);
        values.Of(counts.Queries["q"].Items["bad"]).ShouldBe(0.1, 0.02);
        values.Of(new ItemCounts()).ShouldBe(values.Prior, 1e-9);
    }

    private static void Play(QueryCounts counts, int seed, Func<string, bool> takes)
    {
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var (user, query, item, act) = ($"u{random.Next(6)}", $"query{random.Next(8)}", $"i{random.Next(5)}", (SearchAction)random.Next(3));
            var isSearch = random.Next(2) == 0;
            if (takes(user))
            {
                if (isSearch)
                {
                    counts.Apply(new SearchRecord($"s{i}", user, query, i,
                        [.. Enumerable.Range(0, 5).Select(k => new ShownItem($"i{k}", k + 1, k == 2))]));
                }
                else
                {
                    counts.Apply(user, item, null, i, act);
                }
            }
        }
    }

    private static SearchRecord Search(int number, string user, string query = "q") =>
        new($"s{number}", user, query, number, [new ShownItem("a", 1), new ShownItem("b", 2)]);

    private static string TextOf(QueryCounts counts) => JsonSerializer.Serialize(counts.Queries
        .OrderBy(query => query.Key, StringComparer.Ordinal)
        .Select(query => new
        {
            query.Key,
            query.Value.Searches,
            query.Value.Users,
            query.Value.Taste,
            Items = query.Value.Items.OrderBy(item => item.Key, StringComparer.Ordinal),
        }));
}
