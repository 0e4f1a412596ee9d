using System.Text;
using System.Text.Json;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Models.Lake;
using StreamReco.Models.Search.Counts;
using StreamReco.Stages.Decoding;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Tests.Lake;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Privacy;

/// <summary>What people typed stands nowhere once texts of queries are hashed or dropped.</summary>
public sealed class QueryMaskTests : IDisposable
{
    private const long TimeMs = 1_768_478_400_000;
    private const string Typed = "Zebra Crossings";

    private readonly string _key = Path.GetTempFileName();

    public QueryMaskTests() => File.WriteAllText(_key, new string('k', Pseudonymizer.KeyBytesMin));

    public void Dispose() => File.Delete(_key);

    [Theory]
    [InlineData(QueryTextRule.Keep, true)]
    [InlineData(QueryTextRule.Hash, false)]
    [InlineData(QueryTextRule.Drop, false)]
    public async Task The_state_of_a_shard_holds_what_was_typed_only_where_texts_are_kept(QueryTextRule rule, bool holds)
    {
        var setup = new ShardSetup(SmallModel.Create()) { Options = Options(rule) };
        using var owner = await ShardHarness.OpenAsync(setup, new InMemoryShardSink(new InMemoryCommitLog()));

        await owner.RunAsync(Log().Batches(0, [3]));

        Holds(owner.StateBytes()).ShouldBe(holds);
        owner.Fold.Searches.Searches.ShouldBe(rule == QueryTextRule.Drop ? 0 : 2);
        if (rule == QueryTextRule.Hash)
        {
            var (key, entry) = owner.Fold.Searches.Queries.Single(); // words, case and plural make one query
            key.ShouldBe(Mask(rule)!.Of("zebra crossing"));
            (entry.Searches, entry.Items["i2"].Clicks[1]).ShouldBe((2, 1));
            owner.Fold.Searches.TextOf(key).ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(QueryTextRule.Keep, true)]
    [InlineData(QueryTextRule.Hash, false)]
    [InlineData(QueryTextRule.Drop, false)]
    public void The_lake_holds_what_was_typed_only_where_texts_are_kept(QueryTextRule rule, bool holds)
    {
        var scene = new LakeScene(Options(rule), Log());
        var lake = scene.Open();

        scene.Write(lake, rowsPerSpan: 100);

        var (rows, click, queries) = (new EventRows(), new ClickEvent(), new List<string>());
        foreach (var file in lake.LogOf(0).Live().Where(file => file.Table == EventRows.Name))
        {
            rows.Read(lake.Files, file.Path);
        }

        for (var row = 0; row < rows.Count; row++)
        {
            rows.Restore(row, click, new StringPool(100));
            queries.Add(click.Query.ToString());
        }

        queries.Count.ShouldBe(3);
        Holds(Encoding.Latin1.GetBytes(string.Join(' ', queries))).ShouldBe(holds);
    }

    [Fact]
    public void A_hash_is_one_word_that_analysis_leaves_alone_and_is_not_hashed_again()
    {
        var mask = Mask(QueryTextRule.Hash)!;
        var hash = mask.Of(Typed);

        hash.ShouldMatch("^q[a-p]{32}$");
        new QueryKey().Of(hash).ShouldBe(hash);
        mask.Of(hash).ShouldBe(hash);
        mask.Of("zebra crossing").ShouldBe(hash);
        mask.Of("crossing zebra").ShouldNotBe(hash);
        mask.Of("!!").ShouldBeEmpty();
    }

    [Fact]
    public void Another_key_makes_another_hash_and_the_keys_of_pseudonyms_and_erasures_serve_alike()
    {
        var other = Path.GetTempFileName();
        try
        {
            File.WriteAllText(other, new string('o', Pseudonymizer.KeyBytesMin));
            string Of(string pseudonyms, string erasures) => QueryMask.Open(new PrivacyOptions
            {
                PseudonymKeyFile = pseudonyms,
                ErasureKeyFile = erasures,
                QueryText = QueryTextRule.Hash,
            })!.Of(Typed);

            Of(_key, "").ShouldNotBe(Of(other, ""));
            Of("", _key).ShouldBe(Of(_key, other));
        }
        finally
        {
            File.Delete(other);
        }
    }

    [Fact]
    public void Hashes_without_a_key_are_refused() =>
        Should.Throw<PseudonymKeyException>(() => QueryMask.Open(new PrivacyOptions { QueryText = QueryTextRule.Hash }))
            .Message.ShouldContain("Privacy:QueryText");

    [Fact]
    public void A_search_whose_text_is_dropped_is_still_a_search()
    {
        var click = new ClickEvent();
        var decode = new DecodeStage(Options(QueryTextRule.Drop));

        decode.Decode(Log().Records[0], click).ShouldBeNull();

        (click.Type, click.Query.Length, click.SearchId.ToString()).ShouldBe((EventType.Search, 0, "s1"));
    }

    private QueryMask? Mask(QueryTextRule rule) => QueryMask.Open(Options(rule).Privacy);

    private PipelineOptions Options(QueryTextRule rule) => new()
    {
        Privacy = new PrivacyOptions { QueryText = rule, ErasureKeyFile = rule == QueryTextRule.Hash ? _key : "" },
        Search = new ProductSearchOptions { QueryUsersMin = 1 },
    };

    private static bool Holds(byte[] bytes) =>
        Encoding.Latin1.GetString(bytes).Contains("zebra", StringComparison.OrdinalIgnoreCase);

    /// <summary>Two searches for the same in other words, and a click.</summary>
    private static PartitionLog Log()
    {
        var log = new PartitionLog();
        object[] items = [new { item_id = "i1", index = 1 }, new { item_id = "i2", index = 2 }];
        Add(log, new { event_id = "e1", event_type = "search", user_id = "anna", search_id = "s1", query = Typed, items });
        Add(log, new { event_id = "e2", event_type = "search", user_id = "bert", search_id = "s2", query = "zebra crossing", items });
        Add(log, new { event_id = "e3", event_type = "select_item", user_id = "bert", search_id = "s2", item_id = "i2" });
        return log;
    }

    private static void Add(PartitionLog log, object fields)
    {
        var json = JsonSerializer.SerializeToNode(fields)!.AsObject();
        var time = TimeMs + (log.NextOffset * 1_000);
        json["timestamp"] = time;
        log.Add(JsonSerializer.SerializeToUtf8Bytes(json), time);
    }
}
