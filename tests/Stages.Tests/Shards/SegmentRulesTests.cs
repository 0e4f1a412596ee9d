using System.Text.Json;
using StreamReco.Models.Items;
using StreamReco.Models.Segments;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Recommendations.Rules;
using StreamReco.Stages.Records;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>Rules of re-ranking that hold for users of some segments only.</summary>
public sealed class SegmentRulesTests : IDisposable
{
    private const long StartMs = 1_768_478_400_000;
    private const int Users = 60;
    private const int Bytes = 1_000_000;

    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public async Task A_rule_of_a_segment_moves_the_lists_of_its_users_and_names_itself_there_alone()
    {
        Write("""
            {"rules": [
              {"name": "all", "kind": "bury", "match": {"items": ["i11"]}},
              {"name": "zero", "kind": "pin", "slot": 1, "label": "ad", "items": ["i5"], "segments": [0]},
              {"name": "more", "kind": "boost", "by": 0.5, "match": {"items": ["i6"]}, "segments": [1]}]}
            """);
        var log = new PartitionLog();
        View(log);
        var segments = await FitAsync(log);
        log.AddSegments(SegmentJson.Write(segments), StartMs);
        View(log);
        using var owner = await OpenAsync(log);

        foreach (var answer in await AnswersAsync(log))
        {
            var isBefore = answer.Offset < Users;
            var segment = isBefore ? null : segments.SegmentOf(owner.Fold.Find(answer.User, null)!);
            (answer.First == "i5" && answer.Json.Contains("\"label\":\"ad\"", StringComparison.Ordinal)).ShouldBe(segment == 0, answer.Json);
            answer.Json.Contains("\"zero\"", StringComparison.Ordinal).ShouldBe(segment == 0, answer.Json);
            (answer.Json.Contains("\"more\"", StringComparison.Ordinal) && segment != 1).ShouldBeFalse(answer.Json);
        }

        var (request, _) = owner.Fold.RequestOf("u0", null);
        request.Segment.ShouldBe(segments.SegmentOf(owner.Fold.Find("u0", null)!));
    }

    [Fact]
    public void Only_the_rules_of_a_segment_hold_beside_those_for_everybody()
    {
        Write("""
            {"rules": [
              {"name": "everybody", "kind": "boost", "by": 0.1, "match": {"items": ["i1"]}},
              {"name": "some", "kind": "boost", "by": 0.2, "match": {"items": ["i1"]}, "segments": [1, 2]}]}
            """);
        var rules = RerankRules.Open(Options());

        (rules.KnowsSegments, rules.HeldIn(null), rules.HeldIn(0), rules.HeldIn(2)).ShouldBe((true, 0UL, 0UL, rules.HeldIn(1)));
        Boost(rules).ShouldBe(0.1f);
        Boost(rules.Holding(rules.HeldIn(2))).ShouldBe(0.3f, 1e-6f);
        Boost(rules.Holding(rules.HeldIn(2)).With(null, 2)).ShouldBe(0.6f, 1e-6f);
        Boost(rules.Holding(rules.HeldIn(2)).Holding(rules.HeldIn(0))).ShouldBe(0.1f);

        static float Boost(RerankRules rules) => rules.BoostOf(rules.MatchesOf("i1", null, null));
    }

    [Theory]
    [InlineData("""{"name": "a", "kind": "bury", "match": {"items": ["i1"]}, "segments": []}""", "rule 'a': segments is '[]'; it must name at least one segment, each from 0 to 31.")]
    [InlineData("""{"name": "a", "kind": "bury", "match": {"items": ["i1"]}, "segments": [32]}""", "rule 'a': segments is '[32]'")]
    [InlineData("""{"name": "a", "kind": "diversity", "lambda": 1, "segments": [1]}""", "rule 'a': segments has no meaning in a rule of this kind.")]
    public void What_cannot_be_a_rule_of_a_segment_is_refused(string rule, string message)
    {
        Write($$"""{"rules": [{{rule}}]}""");

        Should.Throw<RerankRulesException>(() => RerankRules.Open(Options())).Message.ShouldContain(message);
    }

    public void Dispose() => File.Delete(_file);

    private void Write(string rules) => File.WriteAllText(_file, rules);

    private RerankOptions Options() => new() { Items = 4, RulesFile = _file };

    private async Task<SegmentMap> FitAsync(PartitionLog log)
    {
        using var owner = await OpenAsync(log);
        var (space, vectors) = owner.Fold.SampleVectors(Bytes, 0);
        return SegmentFit.Fit(vectors, 2, space, null)!;
    }

    /// <summary>Half of the users look at one item, half at another.</summary>
    private static void View(PartitionLog log)
    {
        for (var user = 0; user < Users; user++)
        {
            log.Add(EventBytes.View($"u{user}", user % 2 == 0 ? "i1" : "i7", StartMs, $"e{log.NextOffset}"), StartMs);
        }
    }

    private async Task<ShardHarness> OpenAsync(PartitionLog log)
    {
        var owner = await ShardHarness.OpenAsync(Setup(), new InMemoryShardSink(new InMemoryCommitLog()));
        await owner.RunAsync(log.Batches(0, [7]));
        return owner;
    }

    private async Task<IReadOnlyList<Answer>> AnswersAsync(PartitionLog log)
    {
        using var owner = await ShardHarness.OpenAsync(Setup(), new InMemoryShardSink(new InMemoryCommitLog()));
        var answers = new List<Answer>();
        foreach (var batch in log.Batches(0, [7]))
        {
            answers.AddRange((await owner.RunAsync(batch)).Records.Where(record => record is { Topic: OutboundTopic.Recommendations, Value: not null })
                .Select(record => Answer.Of(record.Value!)));
        }

        return answers;
    }

    private ShardSetup Setup()
    {
        var catalog = new CatalogTable();
        for (var i = 0; i < 12; i++)
        {
            catalog.Put(new CatalogItem($"i{i}", $"Item {i}", $"c{i % 3}", null, 1, Available: true));
        }

        return new ShardSetup(SmallModel.Create(items: 12)) { Options = new PipelineOptions { Rerank = Options() }, Catalog = catalog };
    }

    private sealed record Answer(string User, long Offset, string First, string Json)
    {
        public static Answer Of(byte[] json)
        {
            var root = JsonDocument.Parse(json).RootElement;
            return new Answer(
                root.GetProperty("user_id").GetString()!, root.GetProperty("origin").GetProperty("offset").GetInt64(),
                root.GetProperty("items")[0].GetProperty("item_id").GetString()!, root.GetRawText());
        }
    }
}
