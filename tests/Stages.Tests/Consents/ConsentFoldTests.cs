using System.Text;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Events;
using StreamReco.Models.Privacy;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;
using StreamReco.Stages.Verdicts;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;
using Outcome = StreamReco.Stages.Tests.Shards.Outcome;

namespace StreamReco.Stages.Tests.Consents;

/// <summary>Consent is decided in the fold: what is kept, withheld and forgotten follows from the log.</summary>
public sealed class ConsentFoldTests
{
    private const long T = ConsentLog.StartMs;
    private const int Seeds = 250;

    private static readonly ModelArtifact _model = SmallTwoStageModel.Of(SmallModel.Create(items: 12));

    [Fact]
    public void Without_a_policy_statements_change_nothing_and_the_state_has_the_bytes_that_it_had()
    {
        var (plain, stated) = (new PartitionLog(), new PartitionLog());
        foreach (var log in (PartitionLog[])[plain, stated])
        {
            var click = EventBytes.View("anna", "i1", T, "e1");
            log.Add(log == stated ? ConsentLog.Says(click, """{"personalise":false}""") : click, T);
        }

        var (expected, outcome) = (Run(plain), Run(stated));

        Convert.ToHexString(outcome.State).ShouldBe(Convert.ToHexString(expected.State));
        outcome.Users.Keys.ShouldBe(["anna"]);
    }

    [Fact]
    public void Of_who_does_not_agree_nothing_is_kept_nor_answered_nor_rejected_and_the_verdicts_say_so()
    {
        var log = new PartitionLog().AddConsentPolicy(ConsentLog.Open, T);
        log.Add(ConsentLog.Says(EventBytes.View("anna", "i1", T + 1, "e1"), """{"personalise":false}"""), T + 1);
        log.Add(EventBytes.View("anna", "i2", T + 2, "e2"), T + 2);
        log.Add(EventBytes.View("anna", "i3", T + 86_400_000, "e3"), T + 3); // would be rejected: of tomorrow
        log.Add(EventBytes.View("bert", "i4", T + 4, "e4"), T + 4);

        var outcome = Run(log);

        VerdictsOf(outcome).ShouldBe("1C1U2S1A");
        outcome.Users.Keys.ShouldBe(["bert"]);
        outcome.AnswerIds().Count.ShouldBe(1);
        outcome.Records.Count(record => record.Topic == OutboundTopic.Rejected).ShouldBe(0);
        (outcome.Counters.Read, outcome.Counters.Applied).ShouldBe((1, 1));
        Holds(outcome, "anna").ShouldBeFalse();
    }

    [Fact]
    public void Who_withdraws_is_forgotten_as_by_an_erasure_and_who_agrees_again_begins_anew()
    {
        var log = new PartitionLog().AddConsentPolicy(ConsentLog.Open, T);
        log.Add(EventBytes.View("anna", "i1", T + 1_000, "e1"), T + 1_000);
        log.Add(Encoding.UTF8.GetBytes($$"""{"event_id":"q","event_type":"search","user_id":"anna","query":"lamp","timestamp":{{T + 1_500}}}"""), T + 1_500);
        log.Add(ConsentLog.Statement("anna", """{"personalise":false}""", T + 2_000), T + 2_000);
        var withdrawn = Run(log);
        log.Add(EventBytes.View("anna", "i2", T + 3_000, "e2"), T + 3_000);
        log.Add(ConsentLog.Statement("anna", """{"personalise":true}""", T + 4_000), T + 4_000);
        log.Add(EventBytes.View("anna", "i3", T + 3_500, "e3"), T + 4_500); // made while she did not agree, comes later
        log.Add(ConsentLog.Statement("anna", """{"personalise":false}""", T + 1_800), T + 4_600); // an old word that comes later
        log.Add(EventBytes.View("anna", "i4", T + 5_000, "e4"), T + 5_000);

        var again = Run(log);

        VerdictsOf(withdrawn).ShouldBe("1C2A1U");
        withdrawn.Users.ShouldBeEmpty();
        ShardState.FromBytes(withdrawn.State, new WindowOptions()).Searches.IsEmpty.ShouldBeTrue();
        withdrawn.Records.Last(record => record.Topic == OutboundTopic.Recommendations).Value.ShouldBeNull(); // her answers are void
        Holds(withdrawn, "anna").ShouldBeFalse();
        VerdictsOf(again).ShouldBe("1C2A1U1S1P2S1A");
        again.Users.Keys.ShouldBe(["anna"]);
        Encoding.UTF8.GetString(again.Users["anna"]).ShouldContain("i4");
        Encoding.UTF8.GetString(again.Users["anna"]).ShouldNotContain("i3");
    }

    [Fact]
    public void A_click_that_no_model_may_learn_from_counts_for_its_user_and_for_no_source()
    {
        var log = new PartitionLog().AddConsentPolicy(ConsentLog.Open, T);
        log.Add(EventBytes.View("anna", "i1", T + 1, "e1"), T + 1);
        log.Add(ConsentLog.Says(EventBytes.View("anna", "i2", T + 2, "e2"), """{"train":false}"""), T + 2);
        log.Add(EventBytes.View("anna", "i3", T + 3, "e3"), T + 3);

        var outcome = Run(log);

        VerdictsOf(outcome).ShouldBe("1C1A2T");
        var state = ShardState.FromBytes(outcome.State, new WindowOptions());
        Retrieval.LiveReading.ItemsOf(state.Live, "anna").ShouldBeEmpty(); // what was learned before is taken back
        Encoding.UTF8.GetString(outcome.Users["anna"]).ShouldContain("i3");
        state.Consent.ShouldNotBeNull().Untrained.ShouldBe(2);
    }

    [Fact]
    public void Where_nobody_counts_who_said_nothing_a_user_of_before_is_forgotten_at_the_next_click()
    {
        var log = new PartitionLog();
        log.Add(EventBytes.View("anna", "i1", T + 1, "e1"), T + 1);
        log.Add(EventBytes.View("bert", "i1", T + 2, "e2"), T + 2);
        log.AddConsentPolicy(ConsentLog.Shut, T + 3);
        log.Add(ConsentLog.Statement("bert", "true", T + 4), T + 4);
        log.Add(EventBytes.View("anna", "i2", T + 5, "e3"), T + 5);
        log.Add(EventBytes.View("bert", "i2", T + 6, "e4"), T + 6);

        var outcome = Run(log);

        VerdictsOf(outcome).ShouldBe("2A1C1P1U1A");
        outcome.Users.Keys.ShouldBe(["bert"]);
    }

    [Fact]
    public void Another_policy_keeps_what_was_said_and_one_that_cannot_be_read_is_refused_with_the_reason()
    {
        var log = new PartitionLog().AddConsentPolicy(ConsentLog.Open, T);
        log.Add(ConsentLog.Statement("anna", """{"personalise":false}""", T + 1), T + 1);
        log.AddConsentPolicy(ConsentLog.Policy(Consent.All(ConsentChoice.Granted).With(ConsentPurpose.Train, ConsentChoice.Denied), salt: 7), T + 2);
        log.AddConsentPolicy("{"u8.ToArray(), T + 3);
        log.Add(EventBytes.View("anna", "i1", T + 4, "e1"), T + 4);
        log.Add(EventBytes.View("bert", "i1", T + 5, "e2"), T + 5);
        using var owner = Outcome.Finish(ShardHarness.OpenAsync(Setup(), new InMemoryShardSink(new InMemoryCommitLog())));

        var report = Outcome.Finish(owner.RunAsync(log.Slice(0, log.NextOffset))).Folded.Consent.ShouldNotBeNull();

        VerdictsOf(Run(log)).ShouldBe("1C1U2C1S1T");
        (report.Offset, report.Users, report.Withheld, report.Withdrawn, report.Untrained).ShouldBe((2, 1, 2, 1, 1));
        report.Refused.ShouldNotBeNull().ShouldContain("the policy at offset 3 cannot be used");
    }

    [Fact]
    public void Replay_equals_live_with_consent_that_changes_midstream_whatever_crashes_on_the_way()
    {
        var (withheld, withdrawn, untrained) = (0L, 0L, 0L);
        for (var seed = 0; seed < Seeds; seed++)
        {
            var (log, _) = ConsentLog.Random(seed);
            var whole = Run(log);
            var crashed = Outcome.OfIncidents(Setup(), log, ConsentLog.Steps(seed));

            Should.NotThrow(() => crashed.ShouldEqual(whole), $"seed {seed}");
            var consent = ShardState.FromBytes(whole.State, new WindowOptions()).Consent;
            withheld += consent?.Withheld ?? 0;
            withdrawn += consent?.Withdrawn ?? 0;
            untrained += consent?.Untrained ?? 0;
        }

        (withheld > 100, withdrawn > 100, untrained > 100).ShouldBe((true, true, true)); // else it would hold for want of statements
    }

    [Fact]
    public void No_byte_of_a_user_who_does_not_agree_is_in_the_state_whatever_was_kept_of_them_before()
    {
        var denied = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var (log, said) = ConsentLog.Random(seed);
            var outcome = Run(log);
            foreach (var (user, consent) in said.Where(one => one.Value.Of(ConsentPurpose.Personalise) == ConsentChoice.Denied))
            {
                Holds(outcome, user).ShouldBeFalse($"seed {seed}, {user}");
                denied++;
            }
        }

        denied.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task A_state_with_consent_is_written_byte_for_byte_and_read_whole()
    {
        var log = new PartitionLog().AddConsentPolicy(ConsentLog.Open, T);
        log.Add(EventBytes.View("anna", "i1", T + 1_000, "e1"), T + 1_000);
        log.Add(ConsentLog.Statement("anna", """{"personalise":false}""", T + 2_000), T + 2_000);
        log.Add(ConsentLog.Says(EventBytes.View("bert", "i2", T + 3_000, "e2"), """{"train":false,"analyse":true}"""), T + 3_000);
        log.Add(EventBytes.View("anna", "i3", T + 4_000, "e3"), T + 4_000);
        using var owner = await ShardHarness.OpenAsync(new ShardSetup(SmallModel.Create(items: 4)), new InMemoryShardSink(new InMemoryCommitLog()));
        await owner.RunAsync(log.Batches(0, [2]));

        var bytes = owner.Fold.Capture().Delta.State.ToArray();

        Convert.ToHexStringLower(bytes).ShouldBe(Golden("shard-state.v12.hex"));
        var read = ShardState.FromBytes(Convert.FromHexString(Golden("shard-state.v12.hex")), new WindowOptions());
        Convert.ToHexStringLower(read.ToBytes()).ShouldBe(Golden("shard-state.v12.hex"));
        (read.Consent!.Count, read.Consent.Withheld, read.Consent.Untrained).ShouldBe((2, 2, 1));
        ShardState.FromBytes(Convert.FromHexString(Golden("shard-state.v11.hex")), new WindowOptions()).Consent.ShouldBeNull();
    }

    private static Outcome Run(PartitionLog log) => Outcome.OfOneBatch(Setup(), log);

    private static ShardSetup Setup() => new(_model)
    {
        WritesVerdicts = true,
        Options = new PipelineOptions
        {
            Limits = { UnpackedUsersMax = 2 },
            Window = { OutOfOrdernessMs = 2_000, AllowedLatenessMs = 60_000 },
            UserState = { RecentItemsMax = 5 },
            Score = { LiveSessionsMax = 40, LiveClicksMax = 200 },
            Rerank = { Items = 4 },
        },
    };

    private static string VerdictsOf(Outcome outcome) => string.Concat(outcome.Records
        .Where(record => record.Topic == OutboundTopic.Verdicts).Select(record => VerdictRecord.Parse(record.Value).Verdicts.Runs));

    /// <summary>Whether the id, or the key by which live sources know it, stands anywhere in what is durable.</summary>
    private static bool Holds(Outcome outcome, string user)
    {
        var (id, key) = (Encoding.UTF8.GetBytes(user), Retrieval.LiveReading.KeyOf(user));
        return outcome.Users.ContainsKey(user) || outcome.State.AsSpan().IndexOf(id) >= 0 || outcome.State.AsSpan().IndexOf(key) >= 0
            || outcome.Users.Values.Any(bytes => bytes.AsSpan().IndexOf(id) >= 0);
    }

    private static string Golden(string name)
    {
        using var stream = typeof(ConsentFoldTests).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("");
    }
}
