using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;
using StreamReco.TestKit;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;
using Incident = StreamReco.Stages.Tests.Shards.Incident;
using Outcome = StreamReco.Stages.Tests.Shards.Outcome;
using Step = StreamReco.Stages.Tests.Shards.Step;

namespace StreamReco.Stages.Tests.Retrieval;

/// <summary>A stack answers in the path, by what the shard has seen. Crashes and changes of model are the fold's property tests.</summary>
public sealed class RetrieveStageTests
{
    private const long T = 1_768_478_400_000;

    private static readonly ModelArtifact _model = SmallTwoStageModel.Of(SmallModel.Create(items: 12));

    [Fact]
    public void An_item_names_the_source_that_moved_it_and_the_clicks_that_speak_for_it()
    {
        var answers = Answers(live: true, Session("u", "i0", "i3", "i6"));

        var items = answers[^1].GetProperty("items").EnumerateArray().ToList();
        items.Any(item => item.GetProperty("reason").TryGetProperty("source", out _)).ShouldBeTrue();
        items.Select(item => item.GetProperty("reason")).Where(reason => reason.GetProperty("kind").GetString() == "similar")
            .SelectMany(reason => reason.GetProperty("because_of").EnumerateArray().Select(id => id.GetString()!))
            .ShouldBeSubsetOf(["i0", "i3", "i6"]);
        JsonSchemaCheck.Violations(JsonSchemaCheck.Load("recommendation"), JsonSerializer.SerializeToUtf8Bytes(answers[^1])).ShouldBeEmpty();
    }

    [Fact]
    public void What_others_click_now_is_recommended_now_where_sources_are_live()
    {
        var log = new PartitionLog();
        for (var user = 0; user < 30; user++)
        {
            Add(log, $"w{user}", "i1", "i2");
        }

        Add(log, "u", "i1");

        IdsOf(Answers(live: true, log)[^1]).ShouldContain("i2");
        IdsOf(Answers(live: false, log)[^1]).ShouldNotContain("i2");
    }

    [Fact]
    public void A_batch_of_any_size_gives_the_same_answers()
    {
        var log = new PartitionLog();
        for (var user = 0; user < 12; user++)
        {
            Add(log, $"w{user % 5}", $"i{user}", $"i{(user * 7) % 12}", $"i{(user * 5) % 12}");
        }

        Outcome.OfBatches(Setup(live: true), log, [1]).ShouldEqual(Outcome.OfOneBatch(Setup(live: true), log));
    }

    [Fact]
    public void What_a_model_does_not_know_is_forgotten_under_it_also_where_a_replay_answers_nothing()
    {
        var knowsMore = SmallTwoStageModel.Of(SmallModel.Create(items: 15, seed: 2), seed: 2);
        var log = new PartitionLog();
        log.AddModelChange(knowsMore.Manifest.Version, T);
        Add(log, "u", "i13", "i14");
        log.AddModelChange(_model.Manifest.Version, T + 5_000);
        log.Add(EventBytes.Search("u", T + 6_000, "s"), T + 6_000); // answered, and nothing for live sources to take in
        log.AddModelChange(knowsMore.Manifest.Version, T + 7_000);
        Add(log, "u", "i1");

        Outcome.OfIncidents(Changing(), log, [new Step(100, Incident.Crash)])
            .ShouldEqual(Outcome.OfOneBatch(Changing(), log));

        ShardSetup Changing() => new(_model) { Others = [knowsMore] };
    }

    [Fact]
    public void Who_has_touched_nothing_that_the_model_knows_is_answered_by_the_fallback_and_not_by_the_ranker()
    {
        var answer = Answers(live: true, Session("u", "unheard-of"))[^1];

        answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("reason").GetProperty("kind").GetString())
            .ShouldAllBe(kind => kind == "popular");
        answer.GetProperty("items").EnumerateArray().Any(item => item.GetProperty("reason").TryGetProperty("source", out _))
            .ShouldBeFalse();
    }

    [Fact]
    public void Live_clicks_stand_behind_the_state_and_come_back()
    {
        var state = new ShardState(new WindowOptions()) { NextOffset = 7 };

        var bytes = ShardState.WithLive(state.ToBytes(), [1, 2, 3]);

        Convert.ToHexStringLower(bytes).ShouldBe($"05{state.ToBytes().Length:x2}{Convert.ToHexStringLower(state.ToBytes())}010203");
        var read = ShardState.FromBytes(bytes, new WindowOptions());
        read.NextOffset.ShouldBe(7);
        read.Live.ToArray().ShouldBe([1, 2, 3]);
    }

    private static PartitionLog Session(string user, params string[] items) => Add(new PartitionLog(), user, items);

    private static PartitionLog Add(PartitionLog log, string user, params string[] items)
    {
        foreach (var item in items)
        {
            var at = T + (log.NextOffset * 1_000);
            log.Add(EventBytes.View(user, item, at, $"e{log.NextOffset}"), at);
        }

        return log;
    }

    private static ShardSetup Setup(bool live) => new(_model)
    {
        Options = new PipelineOptions { Score = { Live = live }, Rerank = { Items = 3, Seen = SeenPolicy.ExcludeCurrent, DiversityLambda = 1 } },
    };

    private static List<JsonElement> Answers(bool live, PartitionLog log) =>
    [
        .. Outcome.OfOneBatch(Setup(live), log).Records.Where(record => record.Topic == OutboundTopic.Recommendations)
            .Select(record => JsonSerializer.Deserialize<JsonElement>(record.Value)),
    ];

    private static string[] IdsOf(JsonElement answer) =>
        [.. answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("item_id").GetString()!)];
}
