using System.Buffers;
using System.Text.Json;
using StreamReco.Models.Binary;
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
    public void A_search_that_is_reported_twice_or_page_by_page_is_one()
    {
        var counts = new QueryCounts();
        counts.Apply(new SearchRecord("", "u", "Red lamps", 1_000, [])); // GA4's search
        counts.Apply(new SearchRecord("", "u", "red lamp", 4_000, [new ShownItem("a", 1)])); // and its view_search_results
        counts.Apply(new SearchRecord("", "u", "red lamp", 60_000, [new ShownItem("a", 1)])); // another search
        counts.Apply(new SearchRecord("s1", "v", "red lamp", 0, [new ShownItem("a", 1)]) { Results = 40 });
        counts.Apply(new SearchRecord("s1", "v", "red lamp", 90_000, [new ShownItem("b", 21)]) { Results = 40 });
        counts.Show("v", "s1", [new ShownItem("b", 21), new ShownItem("c", 22)]).ShouldBeTrue();
        counts.Show("v", "s2", [new ShownItem("c", 22)]).ShouldBeFalse();

        var entry = counts.Queries["red lamp"];
        (entry.Searches, entry.Users, counts.Searches).ShouldBe((3, 2, 3));
        entry.Items["a"].Shown[0].ShouldBe(3);
        (entry.Items["b"].Shown[11], entry.Items["c"].Shown[11]).ShouldBe((1, 1));
    }

    [Fact]
    public void A_click_on_a_list_that_nobody_reported_counts_where_it_says_where_it_was()
    {
        var counts = new QueryCounts();
        counts.Apply(new SearchRecord("s1", "u", "lamp", 0, []) { Results = 0 });

        counts.Apply("u", "a", "s1", 1, SearchAction.Click, position: 4).ShouldBeTrue();
        counts.Apply("u", "b", "s1", 1, SearchAction.Click).ShouldBeFalse();

        (counts.Queries["lamp"].Items["a"].Shown[3], counts.Queries["lamp"].Items["a"].Clicks[3]).ShouldBe((1, 1));
        counts.Queries["lamp"].ZeroResults.ShouldBe(1);
    }

    [Fact]
    public void Counts_survive_the_way_through_their_bytes_and_damaged_bytes_are_refused()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var counts = new QueryCounts(new QueryCountsOptions { SearchesMax = 40 });
            Play(counts, seed, _ => true);
            counts.Erase("u1");
            var bytes = BytesOf(counts);

            var reader = new StateReader(bytes);
            var read = QueryCountsCodec.Read(ref reader);
            reader.AtEnd.ShouldBeTrue();
            TextOf(read).ShouldBe(TextOf(counts), $"seed {seed}");
            (read.Unjoined, read.Searches).ShouldBe((counts.Unjoined, counts.Searches));
            BytesOf(read).ShouldBe(bytes);
            for (var length = 0; length < bytes.Length; length += 7)
            {
                Should.Throw<InvalidDataException>(() =>
                {
                    var cut = new StateReader(bytes.AsSpan(0, length));
                    QueryCountsCodec.Read(ref cut);
                });
            }
        }
    }

    [Fact]
    public void What_shards_say_of_their_changes_adds_up_to_their_counts_whatever_is_erased_or_reopened()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var (hasher, sums) = (new QueryHasher(), new ShardSums());
            var shards = Enumerable.Range(0, 3).Select(shard => Open(shard + 1)).ToArray();
            var seen = new (long Instance, long Version)[shards.Length];
            for (var step = 0; step < 60; step++)
            {
                var shard = random.Next(shards.Length);
                Play(shards[shard], (seed * 1_000) + step, user => user[1] % 3 == shard);
                if (random.Next(5) == 0)
                {
                    shards[shard].Erase($"u{random.Next(6)}");
                }

                if (random.Next(10) == 0)
                {
                    var reader = new StateReader(BytesOf(shards[shard]));
                    shards[shard] = QueryCountsCodec.Read(ref reader);
                    shards[shard].Bind(new QueryCountsOptions { SearchesMax = 30 });
                    shards[shard].Changes.Instance = 100 + step;
                }

                if (random.Next(3) == 0)
                {
                    Collect(shard);
                }
            }

            for (var shard = 0; shard < shards.Length; shard++)
            {
                Collect(shard);
            }

            var expected = shards.SelectMany(shard => shard.Queries).GroupBy(query => query.Key, query => query.Value.Searches)
                .ToDictionary(query => hasher.Of(query.Key), query => query.Sum());
            sums.Hashes.ToDictionary(hash => hash, hash => sums.Of(hash)!.Searches).ShouldBe(expected, ignoreOrder: true, $"seed {seed}");
            sums.Hashes.Sum(hash => sums.Of(hash)!.Clicks).ShouldBe(
                shards.Sum(shard => shard.Queries.Values.Sum(query => query.Items.Values.Sum(item => (long)item.Clicks.Sum()))));

            void Collect(int shard)
            {
                for (var isLast = false; !isLast;)
                {
                    var delta = shards[shard].Changes.Since(
                        shards[shard], seen[shard].Instance, seen[shard].Version, itemsMax: 20, hasher);
                    sums.Take(shard, delta);
                    (seen[shard], isLast) = ((delta.Instance, delta.Version), delta.IsLast);
                }
            }
        }

        static QueryCounts Open(long instance)
        {
            var counts = new QueryCounts(new QueryCountsOptions { SearchesMax = 30 });
            counts.Changes.Instance = instance;
            return counts;
        }
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

        var left = Leave("a key");
        left.Select(query => query.Text).Order().ShouldBe([null, "laptop"]);
        JsonSerializer.Serialize(left).ShouldNotContain("anna");
        Leave("another key").Select(query => query.SetHash).ShouldNotBe(left.Select(query => query.SetHash));
        counts.Erase("u4");
        Leave("a key").ShouldAllBe(query => query.Text == null);

        IReadOnlyList<QueryTotals> Leave(string key) =>
            counts.Changes.Since(counts, instance: 0, since: 0, itemsMax: 100, new QueryHasher(text => key + text)).Changed;
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

    private static byte[] BytesOf(QueryCounts counts)
    {
        var output = new ArrayBufferWriter<byte>();
        QueryCountsCodec.Write(counts, new StateWriter(output));
        return output.WrittenSpan.ToArray();
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
                        [.. Enumerable.Range(0, 5).Select(k => new ShownItem($"i{k}", k + 1))]));
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
            Items = query.Value.Items.OrderBy(item => item.Key, StringComparer.Ordinal),
        }));
}
