using System.Globalization;
using System.Text.Json;
using StreamReco.Stages.Records;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>Counts of searches are a part of the fold: exact over crashes, erasures and batches of any size.</summary>
public sealed class SearchFoldTests
{
    private const long StartMs = 1_768_478_400_000;

    [Fact]
    public async Task Searches_and_the_clicks_on_them_are_counted_by_query_and_position()
    {
        var setup = Setup();
        using var owner = await ShardHarness.OpenAsync(setup, new InMemoryShardSink(new InMemoryCommitLog()));
        var log = new PartitionLog();
        Add(log, 0, "search", "anna", new { search_id = "s1", query = "Desk lamps", results = 2, items = Items("i1", "i2", "i3") });
        Add(log, 1, "select_item", "anna", new { search_id = "s1", item_id = "i2" });
        Add(log, 2, "add_to_cart", "anna", new { item_id = "i2" });
        Add(log, 3, "view_item", "bert", new { item_id = "i2" });
        Add(log, 4, "search", "bert", new { query = "nothing at all", results = 0 });

        await owner.RunAsync(log.Batches(0, [5]));

        var lamp = owner.Fold.Searches.Queries["desk lamp"];
        (lamp.Searches, lamp.Items["i2"].Clicks[1], lamp.Items["i2"].Carts, lamp.Items["i1"].Shown[0]).ShouldBe((1, 1, 1, 1));
        owner.Fold.Searches.Queries["nothing at all"].ZeroResults.ShouldBe(1);
        owner.Fold.Searches.Unjoined.ShouldBe(0); // bert had not searched: his click is no search's
    }

    [Fact]
    public async Task A_state_without_searches_has_the_bytes_that_it_had_before_there_were_any()
    {
        using var owner = await ShardHarness.OpenAsync(Setup(), new InMemoryShardSink(new InMemoryCommitLog()));
        var log = new PartitionLog();
        Add(log, 0, "view_item", "anna", new { item_id = "i1" });
        Add(log, 1, "search", "anna", new { });
        await owner.RunAsync(log.Batches(0, [5]));

        owner.StateBytes()[0].ShouldNotBe((byte)9);
        owner.Fold.Searches.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task After_a_crash_anywhere_the_counts_are_those_of_a_run_that_never_stopped()
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var log = RandomLog(seed);
            using var straight = await ShardHarness.OpenAsync(Setup(), new InMemoryShardSink(new InMemoryCommitLog()));
            await straight.RunAsync(log.Batches(0, [log.Records.Count]));

            var (setup, commits, random) = (Setup(), new InMemoryCommitLog(), new Random(seed));
            var owner = await ShardHarness.OpenAsync(setup, new InMemoryShardSink(commits));
            while (owner.NextOffset < log.NextOffset)
            {
                await owner.RunAsync(log.Slice(owner.NextOffset, Math.Min(log.NextOffset, owner.NextOffset + 1 + random.Next(20))));
                if (random.Next(4) == 0)
                {
                    await owner.StoreSnapshotAsync();
                }

                if (random.Next(4) == 0)
                {
                    owner.Dispose();
                    owner = await ShardHarness.OpenAsync(setup, new InMemoryShardSink(commits));
                }
            }

            owner.StateBytes().ShouldBe(straight.StateBytes(), $"seed {seed}");
            owner.Fold.Searches.Searches.ShouldBeGreaterThan(0);
            owner.Dispose();
        }
    }

    [Fact]
    public async Task An_erasure_takes_the_searches_of_its_user_back_out()
    {
        using var owner = await ShardHarness.OpenAsync(Setup(), new InMemoryShardSink(new InMemoryCommitLog()));
        var log = new PartitionLog();
        foreach (var user in (string[])["anna", "bert"])
        {
            Add(log, log.NextOffset, "search", user, new { search_id = "s1", query = "lamp", items = Items("i1") });
            Add(log, log.NextOffset, "select_item", user, new { search_id = "s1", item_id = "i1" });
        }

        log.AddErasure("anna", StartMs + 100_000);
        await owner.RunAsync(log.Batches(0, [10]));

        var lamp = owner.Fold.Searches.Queries["lamp"];
        (lamp.Searches, lamp.Users, lamp.Items["i1"].Clicks[0]).ShouldBe((1, 1, 1));
    }

    private static ShardSetup Setup() => new(SmallModel.Create())
    {
        Options = new PipelineOptions { Search = new ProductSearchOptions { KeptSearchesMax = 15 } },
    };

    private static PartitionLog RandomLog(int seed)
    {
        var (log, random) = (new PartitionLog(), new Random(seed));
        for (var i = 0; i < 200; i++)
        {
            var user = $"u{random.Next(8)}";
            switch (random.Next(8))
            {
                case 0 or 1:
                    Add(log, i, "search", user, new { search_id = $"s{i}", query = $"query {random.Next(5)}", items = Items("i1", "i2", "i3", "i4") });
                    break;
                case 2:
                    Add(log, i, "search", user, new { query = $"query {random.Next(5)}", results = random.Next(2) });
                    break;
                case 3:
                    Add(log, i, "view_item_list", user, new { search_id = $"s{Math.Max(0, i - random.Next(9))}", items = Items("i5", "i6") });
                    break;
                case 4:
                    Add(log, i, "purchase", user, new { items = Items("i2", "i5") });
                    break;
                case 5 when random.Next(4) == 0:
                    log.AddErasure(user, StartMs + (i * 1_000));
                    break;
                default:
                    Add(log, i, "view_item", user, new { item_id = $"i{1 + random.Next(7)}" });
                    break;
            }
        }

        return log;
    }

    private static object[] Items(params string[] ids) => [.. ids.Select((id, i) => new { item_id = id, index = i + 1 })];

    private static void Add(PartitionLog log, long number, string type, string user, object fields)
    {
        var json = JsonSerializer.SerializeToNode(fields)!.AsObject();
        json["event_id"] = number.ToString(CultureInfo.InvariantCulture);
        json["event_type"] = type;
        json["user_id"] = user;
        json["timestamp"] = StartMs + (number * 1_000);
        log.Add(JsonSerializer.SerializeToUtf8Bytes(json), StartMs + (number * 1_000));
    }
}
