using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Retrieval.Live;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;
using StreamReco.TestKit.Store;
using Incident = StreamReco.Stages.Tests.Shards.Incident;
using Outcome = StreamReco.Stages.Tests.Shards.Outcome;
using Step = StreamReco.Stages.Tests.Shards.Step;

namespace StreamReco.Stages.Tests.Retrieval;

/// <summary>An erasure reaches what live sources have counted, at its place in the log.</summary>
public sealed class LiveErasureTests
{
    private const long T = 1_768_478_400_000;

    private static readonly ModelArtifact _model = SmallTwoStageModel.Of(SmallModel.Create(items: 12));

    [Fact]
    public void What_an_erased_user_clicked_in_any_session_is_no_longer_counted_nor_stored()
    {
        var log = new PartitionLog();
        Add(log, "bob", "s1", "i1", "i2");
        Add(log, "ann", "s1", "i1", "i2", "i3");
        Add(log, "ann", "s2", "i4", "i5");
        var before = LiveOf(Outcome.OfOneBatch(Setup(), log));

        log.AddErasure("ann", T + 100_000);
        var after = Outcome.OfOneBatch(Setup(), log);

        (before.Clicks, before.Sessions).ShouldBe((7, 3));
        (LiveOf(after).Clicks, LiveOf(after).Sessions).ShouldBe((2, 3), "numbers stay taken");
        KeysIn(before.Bytes, "ann").ShouldBe(2);
        KeysIn(LiveOf(after).Bytes, "ann").ShouldBe(0);
        KeysIn(LiveOf(after).Bytes, "bob").ShouldBe(1);
        System.Text.Encoding.UTF8.GetString(LiveOf(after).Bytes).ShouldNotContain("i4", customMessage: "only ann touched it");
    }

    [Fact]
    public void The_answer_before_the_erasure_knows_the_user_s_clicks_and_the_one_behind_it_does_not()
    {
        var log = new PartitionLog();
        for (var user = 0; user < 30; user++)
        {
            Add(log, $"w{user}", "s", "i1", "i2");
        }

        Add(log, "u", "s1", "i1");
        for (var user = 0; user < 30; user++)
        {
            log.AddErasure($"w{user}", T + 50_000);
        }

        Add(log, "v", "s1", "i1");
        var never = new PartitionLog();
        Add(never, "v", "s1", "i1");

        var answers = ItemsOf(Outcome.OfOneBatch(Setup(), log));

        answers[^2].ShouldContain("i2");
        answers[^1].ShouldNotContain("i2");
        ItemsOf(Outcome.OfOneBatch(Setup(), never))[^1].ShouldNotContain("i2");
    }

    [Theory]
    [InlineData(Incident.Crash)]
    [InlineData(Incident.SnapshotThenCrash)]
    public void A_crash_at_any_record_around_an_erasure_ends_in_the_same_bytes(Incident incident)
    {
        var log = new PartitionLog();
        Add(log, "bob", "s1", "i1", "i2");
        Add(log, "ann", "s1", "i1", "i2");
        log.AddErasure("ann", T + 20_000);
        Add(log, "bob", "s1", "i3");
        log.AddErasure("bob", T + 30_000);
        Add(log, "ann", "s1", "i5", "i6");
        var expected = Outcome.OfOneBatch(Setup(), log);
        for (var at = 1; at < log.NextOffset; at++)
        {
            Outcome.OfIncidents(Setup(), log, [new Step(at, incident)]).ShouldEqual(expected);
            Outcome.OfIncidents(Setup(), log, [.. Enumerable.Repeat(new Step(at, incident), 9)]).ShouldEqual(expected);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Clicks_that_no_model_has_open_forget_the_user_as_well(bool isSwitchedOff)
    {
        var store = new InMemoryShardStore();
        var small = _model with { Stack = null };
        var log = new PartitionLog();
        Add(log, "ann", "s1", "i1", "i2");
        Add(log, "bob", "s1", "i7");
        var commits = new InMemoryCommitLog();
        using (var owner = Outcome.Finish(ShardHarness.OpenAsync(Setup() with { Store = store }, new InMemoryShardSink(commits))))
        {
            Outcome.Finish(owner.RunAsync(log.Slice(0, log.NextOffset)));
            Outcome.Finish(owner.StoreAndReadUsersAsync());
        }

        var from = log.NextOffset;
        log.AddErasure("ann", T + 40_000);
        var setup = new ShardSetup(isSwitchedOff ? _model : small) { Options = Setup().Options, Store = store };
        setup.Options.Score.Live = !isSwitchedOff;
        using var heir = Outcome.Finish(ShardHarness.OpenAsync(setup, new InMemoryShardSink(commits)));
        Outcome.Finish(heir.RunAsync(log.Slice(from, log.NextOffset)));

        var live = LiveOf(heir.StateBytes());
        (live.Clicks, live.Sessions).ShouldBe((1, 2));
        KeysIn(live.Bytes, "ann").ShouldBe(0);
    }

    private static ShardSetup Setup() => new(_model)
    {
        Options = new PipelineOptions { Rerank = { Items = 4, Seen = SeenPolicy.ExcludeCurrent, DiversityLambda = 1 } },
    };

    private static void Add(PartitionLog log, string user, string session, params string[] items)
    {
        foreach (var item in items)
        {
            var at = T + (log.NextOffset * 1_000);
            log.Add(EventBytes.View(user, item, at, $"e{log.NextOffset}", session), at);
        }
    }

    private static (int Clicks, int Sessions, byte[] Bytes) LiveOf(Outcome outcome) => LiveOf(outcome.State);

    private static (int Clicks, int Sessions, byte[] Bytes) LiveOf(byte[] state)
    {
        var bytes = ShardState.FromBytes(state, new WindowOptions()).Live;
        var live = _model.Stack!.Parts.OpenLive(new LiveClicksOptions());
        LiveClicksCodec.Read(bytes.Span, _model.Items.IndexOf, live);
        return (live.Clicks, live.Sessions, bytes.ToArray());
    }

    /// <summary>How often a user's key stands in the bytes.</summary>
    private static int KeysIn(ReadOnlySpan<byte> bytes, string user)
    {
        Span<byte> key = stackalloc byte[8];
        BitConverter.TryWriteBytes(key, XxHash3.HashToUInt64(MemoryMarshal.AsBytes(user.AsSpan())));
        return bytes.Count(key);
    }

    private static List<string[]> ItemsOf(Outcome outcome) =>
    [
        .. outcome.Records.Where(record => record is { Topic: OutboundTopic.Recommendations, Value: not null })
            .Select(record => JsonSerializer.Deserialize<JsonElement>(record.Value).GetProperty("items").EnumerateArray()
                .Select(item => item.GetProperty("item_id").GetString()!).ToArray()),
    ];
}
