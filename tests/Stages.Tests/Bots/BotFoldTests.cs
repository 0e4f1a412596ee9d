using System.Buffers;
using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Binary;
using StreamReco.Models.Bots;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;
using StreamReco.Stages.Tests.Shards;
using StreamReco.Stages.Verdicts;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;
using Outcome = StreamReco.Stages.Tests.Shards.Outcome;

namespace StreamReco.Stages.Tests.Bots;

/// <summary>Programs are judged in the fold: what is held back follows from the log.</summary>
public sealed class BotFoldTests
{
    private const long T = BotLog.StartMs;
    private const int Seeds = 120;

    private static readonly ModelArtifact _model = SmallTwoStageModel.Of(SmallModel.Create(items: 12));

    [Fact]
    public void Without_a_policy_and_with_one_that_is_off_nobody_is_judged_and_the_users_have_the_bytes_that_they_had()
    {
        var (plain, off) = (new PartitionLog(), BotScene.Log(BotLog.Off));
        for (var i = 0; i < 40; i++)
        {
            plain.Add(BotLog.Crawl("c", i), T + i);
            off.Add(BotLog.Crawl("c", i), T + i);
        }

        var (expected, outcome) = (Run(plain), Run(off));

        outcome.Users["c"].ShouldBe(expected.Users["c"]);
        (VerdictsOf(expected), VerdictsOf(outcome)).ShouldBe(("40A", "1C40A"));
        ShardState.FromBytes(expected.State, new WindowOptions()).Bots.ShouldBeNull();
    }

    [Fact]
    public void A_crawlers_clicks_go_to_the_quarantine_whole_and_with_the_reasons_and_every_record_is_counted_once()
    {
        var outcome = Run(Crawled(steps: 40));

        VerdictsOf(outcome).ShouldMatch("^1C[0-9]+A[0-9]+Q$");
        var counters = outcome.Counters;
        (counters.Read, counters.Applied + counters.Quarantined, counters.Rejected.ToArray().Sum()).ShouldBe((40, 40, 0));
        counters.Quarantined.ShouldBeGreaterThan(20);
        var rejected = outcome.Records.Where(record => record.Topic == OutboundTopic.Rejected).ToList();
        rejected.Count.ShouldBe((int)counters.Quarantined);
        outcome.AnswerIds().Count.ShouldBe((int)counters.Applied);
        using var json = JsonDocument.Parse(rejected[^1].Value!);
        json.RootElement.GetProperty("failure_type").GetString().ShouldBe("quarantined");
        json.RootElement.GetProperty("payload").GetBytesFromBase64().ShouldBe(BotLog.Crawl("c", 39));
        var message = json.RootElement.GetProperty("errors")[0].GetProperty("message").GetString().ShouldNotBeNull();
        message.ShouldContain("regular, crawl");
        message.ShouldContain(BotPolicyReader.Read(BotLog.Quick).Version);
        var listed = ShardState.FromBytes(outcome.State, new WindowOptions()).Bots.ShouldNotBeNull().Listed["c"];
        BotSignals.NamesOf(listed.Reasons).ShouldContain("crawl");
    }

    [Fact]
    public void What_a_program_clicked_is_taken_out_of_what_trends_and_of_the_live_sources()
    {
        var (with, without) = (Crawled(steps: 40), BotScene.Log(BotLog.Quick));
        foreach (var log in (PartitionLog[])[with, without])
        {
            log.Add(EventBytes.View("anna", "i3", T + 50_000, "e1"), T + 50_000);
        }

        var (outcome, expected) = (StateOf(Run(with)), StateOf(Run(without)));

        CountsOf(outcome).ShouldBe(CountsOf(expected));
        Retrieval.LiveReading.ItemsOf(outcome.Live, "c").ShouldBeEmpty();
        Retrieval.LiveReading.ItemsOf(outcome.Live, "anna").ShouldBe(["i3"]);
    }

    [Fact]
    public void Who_is_condemned_is_held_from_there_on_and_who_is_released_is_not_judged_again()
    {
        var log = BotScene.Log(BotLog.Quick);
        log.Add(EventBytes.View("anna", "i1", T + 1_000, "e1"), T + 1_000);
        log.AddBotDecision("anna", BotDecision.Condemned, T + 2_000);
        log.AddBotDecision("nobody", BotDecision.Condemned, T + 2_000);
        log.Add(EventBytes.View("anna", "i2", T + 3_000, "e2"), T + 3_000);
        log.AddBotDecision("anna", BotDecision.Released, T + 4_000);
        for (var i = 0; i < 20; i++)
        {
            log.Add(BotLog.Crawl("anna", i, T + 5_000 + (i * 1_000)), T + 5_000 + (i * 1_000));
        }

        var outcome = Run(log);

        VerdictsOf(outcome).ShouldBe("1C1A2C1Q1C20A");
        outcome.Users.Keys.ShouldBe(["anna"]);
        StateOf(outcome).Bots.ShouldNotBeNull().Listed.ShouldBeEmpty();
    }

    [Fact]
    public void A_user_who_is_released_with_the_clicks_that_were_held_has_the_bytes_of_one_who_was_never_held()
    {
        var held = 0L;
        for (var seed = 0; seed < 100; seed++)
        {
            var (released, free) = Twins(seed);
            var (outcome, expected) = (Run(released), Run(free));

            Convert.ToHexString(outcome.Users["c"]).ShouldBe(Convert.ToHexString(expected.Users["c"]), $"seed {seed}");
            Convert.ToHexString(outcome.Users["anna"]).ShouldBe(Convert.ToHexString(expected.Users["anna"]), $"seed {seed}");
            CountsOf(StateOf(outcome)).ShouldBe(CountsOf(StateOf(expected)), $"seed {seed}");
            (outcome.Counters.Applied, expected.Counters.Quarantined).ShouldBe((expected.Counters.Applied, 0L), $"seed {seed}");
            held += outcome.Counters.Quarantined;
        }

        held.ShouldBeGreaterThan(500); // else it would hold for want of a quarantine
    }

    [Fact]
    public async Task A_program_decides_no_experiment_while_it_is_held_and_counts_again_once_it_is_released()
    {
        var half = ExperimentSamples.Json(ExperimentSamples.Two("a", 1, ShareRange.Whole / 2));
        var log = BotScene.Log(BotLog.Quick).AddExperiment("a", half, T)
            .Add(EventBytes.View("anna", "i1", T + 1_000, "e1"), T + 1_000)
            .Add(EventBytes.View("bert", "i2", T + 2_000, "e2"), T + 2_000);
        using var owner = await ShardHarness.OpenAsync(Setup(), new InMemoryShardSink(new InMemoryCommitLog()));

        (await AssignedAsync(owner, log)).ShouldBe(2);
        (await AssignedAsync(owner, log.AddBotDecision("bert", BotDecision.Condemned, T + 3_000))).ShouldBe(1);
        (await AssignedAsync(owner, log.AddBotDecision("bert", BotDecision.Released, T + 4_000))).ShouldBe(2);
    }

    private static async Task<long> AssignedAsync(ShardHarness owner, PartitionLog log)
    {
        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
        return FeedbackTally.Of(owner.Fold.Experiments.Ledger, "a", owner.WatermarkMs).Sum(tally => tally.Assigned);
    }

    [Fact]
    public void What_is_applied_of_a_user_who_is_held_trends_once_when_the_user_is_freed()
    {
        var (held, free) = (BotScene.Log(BotLog.Quick), BotScene.Log(BotLog.Quick));
        held.Add(EventBytes.View("anna", "i1", T + 1_000, "e1"), T + 1_000);
        held.AddBotDecision("anna", BotDecision.Condemned, T + 2_000);
        held.Add(EventBytes.View("anna", "i2", T + 3_000, "e2"), T + 3_000);
        held.AddReleased(EventBytes.View("anna", "i2", T + 3_000, "e2"), T + 4_000);
        held.AddBotDecision("anna", BotDecision.Released, T + 5_000);
        free.Add(EventBytes.View("anna", "i1", T + 1_000, "e1"), T + 1_000);
        free.Add(EventBytes.View("anna", "i2", T + 3_000, "e2"), T + 3_000);

        var outcome = Run(held);

        VerdictsOf(outcome).ShouldBe("1C1A1C1Q1A1C");
        CountsOf(StateOf(outcome)).ShouldBe(CountsOf(StateOf(Run(free))));
    }

    [Fact]
    public void A_click_out_of_the_quarantine_is_in_time_however_late_it_comes()
    {
        var log = BotScene.Log(BotLog.Quick);
        log.Add(EventBytes.View("anna", "i1", T, "e1"), T);
        log.Add(EventBytes.View("bert", "i1", T + 86_400_000, "e2"), T + 86_400_000);
        log.Add(EventBytes.View("anna", "i2", T + 1, "e3"), T + 86_400_000);
        log.AddReleased(EventBytes.View("anna", "i2", T + 1, "e4"), T + 86_400_000);
        log.AddReleased(EventBytes.View("anna", "i2", T + 1, "e4"), T + 86_400_000);

        VerdictsOf(Run(log)).ShouldBe("1C2A1L1A1D");
    }

    [Fact]
    public void Ids_that_rotate_are_held_with_their_first_click_where_their_source_sends_hardly_anything_else()
    {
        var log = BotScene.Log(new BotPolicy().ToBytes());
        for (var i = 0; i < 1_500; i++)
        {
            var atMs = T + (i * 5_000);
            log.AddOf(EventBytes.View($"one-{i}", $"i{i * 7 % 12}", atMs), atMs, "scripts");
            log.AddOf(EventBytes.View($"person-{i / 5}", $"i{i % 12}", atMs), atMs, "web");
        }

        var outcome = Run(log);

        outcome.Counters.Quarantined.ShouldBeInRange(500, 1_000); // the first hour and the source's memory pass before
        outcome.Users.Keys.Count(user => user.StartsWith("person", StringComparison.Ordinal)).ShouldBe(300);
        HeldOf(outcome).ShouldAllBe(user => user.StartsWith("one-", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_policy_judges_from_its_place_on_and_one_that_cannot_be_read_is_refused_with_the_reason()
    {
        var log = Crawled(steps: 30);
        log.AddBotPolicy(BotLog.Off, T + 60_000);
        log.Add(BotLog.Crawl("c", 30), T + 61_000);
        log.AddBotPolicy("{"u8.ToArray(), T + 62_000);
        using var owner = Outcome.Finish(ShardHarness.OpenAsync(Setup(), new InMemoryShardSink(new InMemoryCommitLog())));

        var report = Outcome.Finish(owner.RunAsync(log.Slice(0, log.NextOffset))).Folded.Bots.ShouldNotBeNull();

        VerdictsOf(Run(log)).ShouldMatch("^1C[0-9]+A[0-9]+Q1C1A1C$");
        (report.IsOn, report.Found, report.Held).ShouldBe((false, 1, 1));
        report.Refused.ShouldNotBeNull().ShouldContain($"the policy at offset {log.NextOffset - 1} cannot be used");
        owner.Fold.Bots.ShouldNotBeNull().Held.ShouldBe(1); // what a node says before its first batch
    }

    [Fact]
    public void An_erased_user_is_no_longer_listed()
    {
        var log = Crawled(steps: 30);
        log.AddErasure("c", T + 60_000);

        StateOf(Run(log)).Bots.ShouldNotBeNull().Listed.ShouldBeEmpty();
    }

    [Fact]
    public void Replay_equals_live_with_policies_and_decisions_that_change_midstream_whatever_crashes_on_the_way()
    {
        var (held, found) = (0L, 0L);
        for (var seed = 0; seed < Seeds; seed++)
        {
            var log = BotLog.Random(seed);
            var whole = Run(log);
            var crashed = Outcome.OfIncidents(Setup(), log, BotLog.Steps(seed));

            Should.NotThrow(() => crashed.ShouldEqual(whole), $"seed {seed}");
            held += whole.Counters.Quarantined;
            found += StateOf(whole).Bots?.Found ?? 0;
        }

        (held > 400, found > 100).ShouldBe((true, true), $"{held} held, {found} found"); // else it would hold for want of bots
    }

    [Fact]
    public async Task A_state_with_bots_is_written_byte_for_byte_and_read_whole()
    {
        using var owner = BotScene.Open(new ShardSetup(SmallModel.Create(items: 4)));
        await owner.RunAsync(Crawled(steps: 20).Batches(0, [5]));

        var bytes = owner.Fold.Capture().Delta.State.ToArray();

        Convert.ToHexStringLower(bytes).ShouldBe(Golden("shard-state.v13.hex"));
        var read = ShardState.FromBytes(Convert.FromHexString(Golden("shard-state.v13.hex")), new WindowOptions());
        Convert.ToHexStringLower(read.ToBytes()).ShouldBe(Golden("shard-state.v13.hex"));
        (read.Bots!.Found, read.Counters.Read, read.Counters.Quarantined > 0).ShouldBe((1, 20, true));
        read.Counters.AssertInvariants();
        ShardState.FromBytes(Convert.FromHexString(Golden("shard-state.v12.hex")), new WindowOptions()).Bots.ShouldBeNull();
    }

    /// <summary>One log in which a crawler is held and released with its clicks, and one in which it was released before.</summary>
    private static (PartitionLog Released, PartitionLog Free) Twins(int seed)
    {
        var random = new Random(seed);
        var (released, free) = (new PartitionLog(), new PartitionLog());
        var nowMs = T;
        foreach (var log in (PartitionLog[])[released, free])
        {
            log.AddBotPolicy(BotLog.Steady, nowMs).Add(BotLog.Crawl("c", 0, nowMs), nowMs);
        }

        free.AddBotDecision("c", BotDecision.Released, nowMs);
        for (var i = 1; i < 40; i++)
        {
            nowMs += random.Next(900, 1_100);
            var click = random.Next(4) == 0 ? EventBytes.View("anna", $"i{random.Next(12)}", nowMs, $"a{i}") : BotLog.Crawl("c", i, nowMs);
            released.Add(click, nowMs);
            free.Add(click, nowMs);
        }

        released.AddBotDecision("c", BotDecision.Released, nowMs);
        var verdicts = Letters(Run(released)); // which clicks were held is known by the verdicts
        foreach (var record in released.Records.Where(record => verdicts[(int)record.Offset] == (char)Verdict.Quarantined).ToList())
        {
            released.AddReleased(record.Value!, nowMs);
        }

        return (released, free);
    }

    private static PartitionLog Crawled(int steps)
    {
        var log = BotScene.Log(BotLog.Quick);
        for (var i = 0; i < steps; i++)
        {
            log.Add(BotLog.Crawl("c", i), T + (i * 1_000));
        }

        return log;
    }

    private static Outcome Run(PartitionLog log) => Outcome.OfOneBatch(Setup(), log);

    private static ShardSetup Setup() => BotScene.Setup(_model, new PipelineOptions
    {
        Limits = { UnpackedUsersMax = 2 },
        Window = { OutOfOrdernessMs = 2_000, AllowedLatenessMs = 60_000 },
        Score = { LiveSessionsMax = 40, LiveClicksMax = 200 },
        Rerank = { Items = 4 },
    });

    private static ShardState StateOf(Outcome outcome) => ShardState.FromBytes(outcome.State, new WindowOptions());

    /// <summary>What trends and what is being counted.</summary>
    private static string CountsOf(ShardState state)
    {
        var output = new ArrayBufferWriter<byte>();
        state.Trending.Write(new StateWriter(output));
        return Convert.ToHexString(output.WrittenSpan);
    }

    private static string VerdictsOf(Outcome outcome) => string.Concat(outcome.Records
        .Where(record => record.Topic == OutboundTopic.Verdicts).Select(record => VerdictRecord.Parse(record.Value).Verdicts.Runs));

    /// <summary>A letter an offset.</summary>
    private static string Letters(Outcome outcome) => string.Concat(
        VerdictRecord.RunsOf(VerdictsOf(outcome)).Select(run => new string((char)run.Verdict, (int)run.Count)));

    private static IEnumerable<string> HeldOf(Outcome outcome)
    {
        foreach (var record in outcome.Records.Where(record => record.Topic == OutboundTopic.Rejected))
        {
            using var json = JsonDocument.Parse(record.Value!);
            using var click = JsonDocument.Parse(json.RootElement.GetProperty("payload").GetBytesFromBase64());
            yield return click.RootElement.GetProperty("user_id").GetString()!;
        }
    }

    private static string Golden(string name)
    {
        using var stream = typeof(BotFoldTests).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("");
    }
}
