using System.Text.Json;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;
using StreamReco.Models.Items;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Records;
using StreamReco.TestKit;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>
/// Experiments are a part of the fold. That any cut, crash and question from outside leaves the same arms and sums is shown by
/// <see cref="FoldPropertyTests"/>, whose logs have experiments too.
/// </summary>
public sealed class ExperimentFoldTests
{
    private const long StartMs = 1_768_478_400_000;
    private const int Users = 40;
    private const int Half = ShareRange.Whole / 2;

    private static readonly string _half = ExperimentSamples.Json(ExperimentSamples.Two("a", 1, Half));

    [Fact]
    public void Answers_say_experiment_arm_and_propensity_from_the_record_that_starts_it_to_the_one_that_stops_it()
    {
        var log = new PartitionLog();
        View(log, "u1");
        log.AddExperiment("a", _half, StartMs);
        AllView(log);
        log.AddExperiment("a", ExperimentSamples.Json(ExperimentSamples.Two("a", 2, Half), isRunning: false), StartMs);
        View(log, "u1");

        var answers = Answers(Setup(), log);

        answers[0].Arm.ShouldBe("");
        answers[^1].Arm.ShouldBe("");
        var during = answers[1..^1];
        var experiment = ExperimentSamples.Two("a", 1, Half);
        during.ShouldAllBe(answer => answer.Arm == experiment.Arms[experiment.ArmOf(System.Text.Encoding.UTF8.GetBytes(answer.User))].Name);
        during.Count(answer => answer.Arm == "new").ShouldBeInRange(10, 30);
        JsonDocument.Parse(during[0].Json).RootElement.GetProperty("experiments").GetRawText()
            .ShouldBe($$"""[{"name":"a","variant":"{{during[0].Arm}}","propensity":0.5}]""");
    }

    [Fact]
    public void Answers_with_experiments_keep_the_contract()
    {
        var log = new PartitionLog().AddExperiment("a", _half, StartMs);
        log.AddExperiment("b", ExperimentSamples.Of(6).Definition, StartMs);
        AllView(log);
        var schema = JsonSchemaCheck.Load("recommendation");

        Answers(Setup(), log).SelectMany(answer => JsonSchemaCheck.Violations(schema, answer.Json)).ShouldBeEmpty();
    }

    [Fact]
    public void A_ramp_keeps_users_in_their_arms_and_says_the_share_by_which_each_was_drawn()
    {
        var log = new PartitionLog().AddExperiment("a", ExperimentSamples.Json(ExperimentSamples.Two("a", 1, 100_000)), StartMs);
        AllView(log);
        log.AddExperiment("a", ExperimentSamples.Json(ExperimentSamples.Two("a", 2, Half)), StartMs);
        AllView(log);

        var answers = Answers(Setup(), log);

        var (before, after) = (answers[..Users], answers[Users..]);
        before.Count(answer => answer.Arm.Length > 0).ShouldBeInRange(2, 18);
        foreach (var (first, second) in before.Zip(after).Where(pair => pair.First.Arm.Length > 0))
        {
            second.Arm.ShouldBe(first.Arm);
            second.Json.AsSpan().IndexOf("\"propensity\":0.1}"u8).ShouldBeGreaterThan(0);
        }

        after.ShouldAllBe(answer => answer.Arm.Length > 0);
    }

    [Fact]
    public void An_arm_changes_the_lists_of_its_own_users_and_of_no_others()
    {
        var varied = ExperimentSamples.Two("a", 1, Half, new ArmSettings { DiversityLambda = 0 });
        var (plain, tried) = (new PartitionLog().AddTick(StartMs), new PartitionLog().AddExperiment("a", ExperimentSamples.Json(varied), StartMs));
        AllView(plain);
        AllView(tried);

        var pairs = Answers(Setup(), plain).Zip(Answers(Setup(), tried)).ToArray();

        pairs.Where(pair => pair.Second.Arm == "today").ShouldAllBe(pair => pair.First.Items == pair.Second.Items);
        pairs.Count(pair => pair.Second.Arm == "new" && pair.First.Items != pair.Second.Items).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Whoever_asks_outside_of_the_log_gets_the_same_arm_and_is_not_drawn()
    {
        var log = new PartitionLog().AddExperiment("a", _half, StartMs);
        using var owner = await OpenAsync(log);

        var arms = (await owner.QueryAsync("u1")).Arms.Arms;
        View(log, "u1");
        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));

        owner.Fold.Experiments.Ledger.Count.ShouldBe(1);
        arms.ShouldHaveSingleItem().ShouldBe((await owner.QueryAsync("u1")).Arms.Arms.ShouldHaveSingleItem());
    }

    [Fact]
    public async Task What_follows_a_list_is_credited_to_the_arm_that_made_it()
    {
        var log = new PartitionLog().AddExperiment("a", _half, StartMs);
        View(log, "u1"); // offset 1: the list 0-1-A
        log.Add(EventBytes.Of("view_item_list", "u1", ["i1", "i2"], StartMs + 1_000, "f1", list: "0-1-A"), StartMs + 1_000);
        log.Add(EventBytes.Of("select_item", "u1", ["i2"], StartMs + 2_000, "f2", list: "0-1-A"), StartMs + 2_000);
        log.Add(EventBytes.Purchase("u1", ["i2"], StartMs + 3_000, "f3"), StartMs + 3_000);
        log.Add(EventBytes.Of("select_item", "u1", ["i3"], StartMs + 4_000, "f4", list: "0-999-A"), StartMs + 4_000);
        using var owner = await OpenAsync(log);

        var unit = owner.Fold.Experiments.Ledger.Find("u1").ShouldNotBeNull();
        var enrolment = unit.Enrolments.ShouldHaveSingleItem();

        (enrolment.Exposed, enrolment.Hits, enrolment.Credited(FeedbackAction.Click), enrolment.Credited(FeedbackAction.Purchase))
            .ShouldBe((1, 1, 1, 1));
        (enrolment.ReciprocalRanks, enrolment.Implicit, unit.Unmatched).ShouldBe((500_000, 1, 1));
        enrolment.Before(FeedbackAction.Click).ShouldBe(1); // the view that was answered
    }

    [Fact]
    public async Task A_list_that_was_asked_over_HTTP_is_known_from_the_first_event_that_names_it()
    {
        var log = new PartitionLog().AddExperiment("a", _half, StartMs);
        log.Add(EventBytes.Of("view_item_list", "u1", ["i1", "i2"], StartMs + 1_000, "e1", list: "0-7-api"), StartMs + 1_000);
        log.Add(EventBytes.Of("select_item", "u1", ["i2"], StartMs + 2_000, "e2", list: "0-7-api"), StartMs + 2_000);
        log.Add(EventBytes.Of("purchase", "u1", ["i2"], StartMs + 3_000, "e3", list: "0-8-api"), StartMs + 3_000);
        using var owner = await OpenAsync(log);

        var unit = owner.Fold.Experiments.Ledger.Find("u1").ShouldNotBeNull();
        var enrolment = unit.Enrolments.ShouldHaveSingleItem();

        (enrolment.Exposed, enrolment.Hits, enrolment.Credited(FeedbackAction.Click), enrolment.Credited(FeedbackAction.Purchase), unit.Unmatched)
            .ShouldBe((1, 1, 1, 0, 1));
    }

    [Fact]
    public async Task An_erased_user_leaves_the_experiments_of_a_shard_that_never_met_them()
    {
        var (with, without) = (new PartitionLog().AddExperiment("a", _half, StartMs), new PartitionLog().AddExperiment("a", _half, StartMs));
        View(with, "u1");
        View(with, "u2");
        with.AddErasure("u1", StartMs + 5_000);
        without.Skip(1);
        View(without, "u2");
        using var first = await OpenAsync(with);
        using var second = await OpenAsync(without);

        first.Fold.Experiments.Ledger.Units.Keys.ShouldBe(["u2"]);
        Bytes(first).ShouldBe(Bytes(second));
    }

    [Fact]
    public async Task A_stopped_experiment_that_is_removed_leaves_the_bytes_that_a_state_without_any_has()
    {
        var log = new PartitionLog().AddExperiment("a", _half, StartMs);
        AllView(log);
        log.AddExperiment("a", "", StartMs);
        using var running = await OpenAsync(log);
        running.Fold.Experiments.Ledger.Count.ShouldBe(Users, "a running one is not removed");

        log.AddExperiment("a", ExperimentSamples.Json(ExperimentSamples.Two("a", 2, Half), isRunning: false), StartMs);
        log.AddExperiment("a", "", StartMs);
        using var removed = await OpenAsync(log);

        (removed.Fold.Experiments.IsEmpty, removed.Fold.Experiments.Ledger.Count).ShouldBe((true, 0));
        removed.StateBytes()[0].ShouldNotBe((byte)10);
        running.StateBytes()[0].ShouldBe((byte)10);
    }

    [Fact]
    public async Task A_definition_that_is_not_taken_is_reported_and_everything_goes_on()
    {
        var log = new PartitionLog().AddExperiment("a", _half, StartMs);
        log.AddExperiment("a", ExperimentSamples.Json(ExperimentSamples.Two("a", 1, 100_000)), StartMs);
        using var owner = await OpenAsync(log);

        owner.Fold.Experiments.Refused.ShouldBe("a at offset 1: another version 1 stands already");
        owner.Fold.Experiments.Book.Running.ShouldHaveSingleItem().Experiment.Arms[0].Share.ShouldBe(0.5);
        (await RefusedAsync("a", "{")).ShouldStartWith("a at offset 0: ");
        (await RefusedAsync("other", _half)).ShouldBe("other at offset 0: the header names other, the definition a");
    }

    [Theory]
    [InlineData(0.5, VerdictKind.Better)]
    [InlineData(0.2, VerdictKind.NotEnough)]
    public async Task The_report_of_a_fold_finds_what_was_planted_in_the_log(double rateOfNew, VerdictKind expected)
    {
        const int Shoppers = 400;
        var (log, random) = (new PartitionLog().AddExperiment("a", _half, StartMs), new Random(7));
        var experiment = ExperimentSamples.Two("a", 1, Half);
        for (var i = 0; i < 3 * Shoppers; i++)
        {
            var (user, atMs) = ($"u{i % Shoppers}", StartMs + i);
            var list = $"0-{log.NextOffset}-A";
            log.Add(EventBytes.View(user, "i1", atMs, $"v{i}"), atMs);
            log.Add(EventBytes.Of("view_item_list", user, ["i2", "i3"], atMs, $"l{i}", list: list), atMs);
            var isNew = experiment.ArmOf(System.Text.Encoding.UTF8.GetBytes(user)) == 1;
            if (random.NextDouble() < (isNew ? rateOfNew : 0.2))
            {
                log.Add(EventBytes.Of("select_item", user, ["i2"], atMs, $"c{i}", list: list), atMs);
            }
        }

        log.Add(EventBytes.Home("late", StartMs + 7_200_000), StartMs + 7_200_000);
        using var owner = await OpenAsync(log);
        var report = ExperimentReport.Of(
            owner.Fold.Experiments.Book.VersionsOf("a"), FeedbackTally.Of(owner.Fold.Experiments.Ledger, "a", owner.WatermarkMs));

        report.Arms.Sum(arm => arm.Matured).ShouldBe(Shoppers);
        report.Arms[1].Verdict.ShouldNotBeNull().Kind.ShouldBe(expected, report.Arms[1].Verdict!.Text);
    }

    private static async Task<string?> RefusedAsync(string id, string definition)
    {
        using var owner = await OpenAsync(new PartitionLog().AddExperiment(id, definition, StartMs));
        return owner.Fold.Experiments.Refused;
    }

    private static byte[] Bytes(ShardHarness owner)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        owner.Fold.Experiments.Write(new Models.Binary.StateWriter(output));
        return output.WrittenSpan.ToArray();
    }

    private static async Task<ShardHarness> OpenAsync(PartitionLog log)
    {
        var owner = await ShardHarness.OpenAsync(Setup(), new InMemoryShardSink(new InMemoryCommitLog()));
        await owner.RunAsync(log.Batches(0, [7]));
        return owner;
    }

    private static ShardSetup Setup()
    {
        var catalog = new CatalogTable();
        for (var i = 0; i < 12; i++)
        {
            catalog.Put(new CatalogItem($"i{i}", $"Item {i}", $"c{i % 3}", null, 1, Available: true));
        }

        return new ShardSetup(SmallModel.Create(items: 12)) { Options = new PipelineOptions { Rerank = { Items = 4 } }, Catalog = catalog };
    }

    private static Answer[] Answers(ShardSetup setup, PartitionLog log) =>
        [.. Outcome.OfBatches(setup, log, [9]).Records.Where(record => record is { Topic: OutboundTopic.Recommendations, Value: not null }).Select(record => Answer.Of(record.Value!))];

    private static void AllView(PartitionLog log)
    {
        for (var user = 0; user < Users; user++)
        {
            View(log, $"u{user}");
        }
    }

    private static void View(PartitionLog log, string user) =>
        log.Add(EventBytes.View(user, $"i{log.NextOffset % 9}", StartMs, $"e{log.NextOffset}"), StartMs);

    private sealed record Answer(string User, string Arm, string Items, byte[] Json)
    {
        public static Answer Of(byte[] json)
        {
            var root = JsonDocument.Parse(json).RootElement;
            return new Answer(
                root.GetProperty("user_id").GetString()!,
                root.TryGetProperty("experiments", out var experiments) ? experiments[0].GetProperty("variant").GetString()! : "",
                root.GetProperty("items").GetRawText(), json);
        }
    }
}
