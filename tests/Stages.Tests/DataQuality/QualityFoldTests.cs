using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.DataQuality;
using StreamReco.Models.Decoding;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;
using StreamReco.Stages.Tests.Shards;
using StreamReco.Stages.Verdicts;
using StreamReco.TestKit;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;
using StreamReco.TestKit.Time;
using Outcome = StreamReco.Stages.Tests.Shards.Outcome;

namespace StreamReco.Stages.Tests.DataQuality;

/// <summary>Quality rules are records of the log: what they reject, flag and raise follows from it.</summary>
public sealed class QualityFoldTests
{
    private const long StartMs = 1_768_478_400_000;

    private const string RejectOddItems = """
        {"rules":[{"name":"items","check":"pattern","field":"items.item_id","pattern":"i[0-4]","action":"reject","warn":0.9,"fail":0.5}],
         "window":"10s","minCount":2,"raiseAfter":2,"clearAfter":2}
        """;

    [Fact]
    public async Task A_rejected_click_keeps_the_rule_the_value_and_what_is_asked_and_changes_no_user()
    {
        var log = new PartitionLog().AddQualityRules(RejectOddItems, StartMs);
        View(log, "anna", "i1", 1);
        View(log, "anna", "odd", 2);
        View(log, "bert", "odd", 3);
        var (outcome, folded) = await RunAsync(log);

        outcome.Users.Keys.ShouldBe(["anna"]);
        (outcome.Counters.Read, outcome.Counters.Applied, outcome.Counters.Rejected[(int)FailureType.Rule]).ShouldBe((3, 1, 2));
        folded.ShouldBe("1C1A2R");
        var rejected = JsonDocument.Parse(outcome.Records.First(record => record.Topic == OutboundTopic.Rejected).Value!).RootElement;
        rejected.GetProperty("failure_type").GetString().ShouldBe("rule");
        var error = rejected.GetProperty("errors")[0];
        error.GetProperty("message").GetString().ShouldBe("rule items: items.item_id is 'odd'; it must match i[0-4].");
        error.GetProperty("field").GetString().ShouldBe("items.item_id");
    }

    [Fact]
    public async Task A_click_that_a_rule_holds_back_is_kept_whole_and_counted_apart_until_it_is_let_out()
    {
        var log = new PartitionLog().AddQualityRules(RejectOddItems.Replace("reject", "quarantine", StringComparison.Ordinal), StartMs);
        View(log, "anna", "i1", 1);
        View(log, "anna", "odd", 2);
        View(log, "bert", "odd", 3);
        log.Add(EventBytes.View("bert", "i2", StartMs + 86_400_000), StartMs + 86_400_000);
        log.AddReleased(EventBytes.View("anna", "odd", StartMs + 2), StartMs + 86_400_001);
        var (outcome, folded) = await RunAsync(log);

        folded.ShouldBe("1C1A2Q2A"); // in time, however late it comes out
        (outcome.Counters.Read, outcome.Counters.Applied, outcome.Counters.Quarantined).ShouldBe((5, 3, 2));
        outcome.Counters.Rejected.ToArray().Sum().ShouldBe(0);
        var kept = outcome.Records.Where(record => record.Topic == OutboundTopic.Rejected).ToList();
        kept.Count.ShouldBe(2);
        var told = JsonDocument.Parse(kept[0].Value!).RootElement;
        told.GetProperty("failure_type").GetString().ShouldBe("quarantined");
        told.GetProperty("errors")[0].GetProperty("message").GetString().ShouldBe("rule items: items.item_id is 'odd'; it must match i[0-4].");
        told.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("items.item_id");
        var state = ShardState.FromBytes(outcome.State, new WindowOptions());
        state.Counters.Quarantined.ShouldBe(2);
        state.ToBytes().ShouldBe(outcome.State);
    }

    [Fact]
    public async Task Users_of_clicks_that_were_held_and_let_out_have_the_bytes_of_those_that_no_rule_judged()
    {
        var (held, free) = (new PartitionLog().AddQualityRules(RejectOddItems.Replace("reject", "quarantine", StringComparison.Ordinal), StartMs), new PartitionLog());
        foreach (var (user, item, ms) in (ReadOnlySpan<(string, string, long)>)[("anna", "odd", 1), ("bert", "i1", 2), ("anna", "i2", 3)])
        {
            View(held, user, item, ms);
        }

        held.AddReleased(EventBytes.View("anna", "odd", StartMs + 1), StartMs + 4);
        foreach (var (user, item, ms) in (ReadOnlySpan<(string, string, long)>)[("bert", "i1", 2), ("anna", "i2", 3), ("anna", "odd", 1)])
        {
            View(free, user, item, ms);
        }

        var (outcome, expected) = ((await RunAsync(held)).Outcome, (await RunAsync(free)).Outcome);

        outcome.Counters.Quarantined.ShouldBe(1);
        outcome.Users.ToDictionary(user => user.Key, user => Convert.ToHexString(user.Value))
            .ShouldBe(expected.Users.ToDictionary(user => user.Key, user => Convert.ToHexString(user.Value)), ignoreOrder: true);
    }

    [Fact]
    public async Task Rules_judge_from_their_record_on_until_others_replace_them()
    {
        var log = new PartitionLog();
        View(log, "anna", "odd", 1);
        log.AddQualityRules(RejectOddItems, StartMs);
        View(log, "anna", "odd", 2);
        log.AddQualityRules("""{"rules":[{"name":"x"}]}""", StartMs); // cannot be read: the old ones go on
        View(log, "anna", "odd", 3);
        log.AddQualityRules("""{"rules":[{"name":"odd","check":"oneOf","field":"items.item_id","values":["i1"],"action":"flag"}]}""", StartMs);
        View(log, "anna", "odd", 4);
        View(log, "anna", "i1", 5);
        log.AddQualityRules("""{"rules":[]}""", StartMs);
        View(log, "anna", "odd", 6);

        (await RunAsync(log)).Verdicts.ShouldBe("1A1C1R1C1R1C1W1A1C1A");
    }

    [Fact]
    public async Task A_report_says_what_is_in_force_and_why_other_rules_were_refused()
    {
        var log = new PartitionLog().AddQualityRules(RejectOddItems, StartMs);
        log.AddOf(EventBytes.View("anna", "i1", StartMs + 1), StartMs + 1, "web");
        log.AddOf(EventBytes.View("anna", "odd", StartMs + 2), StartMs + 2, "app");
        log.AddQualityRules("{", StartMs + 3);
        using var owner = await OpenAsync(new InMemoryCommitLog());

        var report = (await owner.RunAsync(log.Slice(0, log.NextOffset))).Folded.Quality.ShouldNotBeNull();

        (report.Version, report.Offset).ShouldBe((QualityRules.VersionOf(Encoding.UTF8.GetBytes(RejectOddItems)), 0));
        report.Refused.ShouldNotBeNull().ShouldContain("the rules at offset 3 cannot be used");
        report.Rows.Select(row => (row.Source, row.Judged, row.Failed)).ShouldBe([("web", 1, 0), ("app", 1, 1)]);
    }

    [Fact]
    public async Task A_report_is_made_once_a_second_at_once_where_more_than_counts_changed_and_is_whole_at_the_end()
    {
        var (log, time, open) = (new PartitionLog().AddQualityRules(RejectOddItems, StartMs), new ManualTimeProvider(), 0L);
        using var owner = await ShardHarness.OpenAsync(Setup() with { Time = time }, new InMemoryShardSink(new InMemoryCommitLog()));
        async Task<QualityReport> NextAsync(string item, long atMs)
        {
            View(log, $"u{log.NextOffset}", item, atMs);
            var report = (await owner.RunAsync(log.Slice(open, log.NextOffset))).Folded.Quality.ShouldNotBeNull();
            open = log.NextOffset;
            return report;
        }

        var first = await NextAsync("i1", 1);
        (await NextAsync("i2", 2)).ShouldBeSameAs(first);
        (await NextAsync("i3", 3)).ShouldBeSameAs(first);
        var progress = new ShardProgress(new Ports.ShardId("test", "clicks", 0));
        progress.Publish(new ShardStatus(owner.Counters, open, 0, 0, 1) { Quality = first });
        progress.Follow(owner.Fold);
        progress.Status.Quality.ShouldBeSameAs(first, "a second has not passed");
        time.AdvanceMs(1_000);
        progress.Follow(owner.Fold); // nothing comes any more
        progress.Status.Quality!.Rows.ShouldHaveSingleItem().Judged.ShouldBe(3);

        (await NextAsync("i1", 4)).ShouldBeSameAs(progress.Status.Quality);
        owner.Fold.ReportQuality()!.Rows.ShouldHaveSingleItem().Judged.ShouldBe(4, "the last report leaves nothing out");
        for (var second = 0; second < 40; second++)
        {
            await NextAsync("odd", second * 1_000);
        }

        (await NextAsync("odd", 40_000)).Rows.ShouldHaveSingleItem().Level.ShouldBe("fail");
        log.AddQualityRules("{", StartMs);
        (await NextAsync("odd", 40_001)).Refused.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_alert_is_raised_and_cleared_in_event_time_and_keeps_its_schema()
    {
        var log = new PartitionLog().AddQualityRules(RejectOddItems, StartMs);
        for (var second = 0; second < 120; second++)
        {
            View(log, $"u{second}", second is >= 20 and < 60 ? "odd" : "i1", second * 1_000);
        }

        var (outcome, _) = await RunAsync(log);

        var alerts = outcome.Records.Where(record => record.Topic == OutboundTopic.Alerts).ToArray();
        foreach (var alert in alerts)
        {
            JsonSchemaCheck.Violations(JsonSchemaCheck.Load("quality-alert"), alert.Value).ShouldBeEmpty();
            Encoding.UTF8.GetString(alert.Key!).ShouldBe("items|unknown|0");
        }

        var read = alerts.Select(alert => JsonDocument.Parse(alert.Value!).RootElement).ToArray();
        read.Select(alert => alert.GetProperty("level").GetString()).ShouldBe(["fail", "ok"]);
        read[0].GetProperty("window_to").GetDateTimeOffset().ToUnixTimeMilliseconds().ShouldBe(StartMs + 40_000);
        read[1].GetProperty("window_to").GetDateTimeOffset().ToUnixTimeMilliseconds().ShouldBe(StartMs + 80_000);
        (read[0].GetProperty("judged").GetInt64(), read[0].GetProperty("failed").GetInt64()).ShouldBe((10, 10));
    }

    [Fact]
    public async Task Other_rules_end_the_alerts_of_those_before()
    {
        var log = new PartitionLog().AddQualityRules(RejectOddItems, StartMs);
        for (var second = 0; second < 60; second++)
        {
            View(log, $"u{second}", "odd", second * 1_000);
        }

        log.AddQualityRules("""{"rules":[]}""", StartMs + 60_000);
        var (outcome, _) = await RunAsync(log);

        var last = JsonDocument.Parse(outcome.Records.Last(record => record.Topic == OutboundTopic.Alerts).Value!).RootElement;
        (last.GetProperty("level").GetString(), last.GetProperty("before").GetString(), last.GetProperty("why").GetString())
            .ShouldBe(("ok", "fail", "other rules are in force"));
    }

    [Fact]
    public async Task Items_that_the_catalog_lacks_are_counted_beside_the_log()
    {
        var log = new PartitionLog().AddQualityRules("""{"rules":[{"name":"catalog","check":"consistent"}],"minCount":2}""", StartMs);
        View(log, "anna", "i1", 1);
        View(log, "anna", "gone", 2);
        var catalog = new CatalogTable();
        catalog.Put(new Models.Items.CatalogItem("i1", "Item", "c", null, 1, Available: true));
        using var owner = await ShardHarness.OpenAsync(Setup() with { Catalog = catalog }, new InMemoryShardSink(new InMemoryCommitLog()));
        using var other = await OpenAsync(new InMemoryCommitLog());

        var row = (await owner.RunAsync(log.Slice(0, log.NextOffset))).Folded.Quality!.Rows.ShouldHaveSingleItem();
        await other.RunAsync(log.Slice(0, log.NextOffset));

        (row.Judged, row.Failed, row.Last).ShouldBe((2, 1, 0.5));
        owner.StateBytes().ShouldBe(other.StateBytes()); // whatever the catalog says
    }

    [Fact]
    public async Task Without_rules_nothing_is_kept_or_reported()
    {
        var log = new PartitionLog();
        View(log, "anna", "i1", 1);
        using var owner = await OpenAsync(new InMemoryCommitLog());

        var folded = (await owner.RunAsync(log.Slice(0, log.NextOffset))).Folded;

        folded.Quality.ShouldBeNull();
        folded.Alerts.ShouldBeEmpty();
        owner.StateBytes()[0].ShouldBe((byte)1);
    }

    [Fact]
    public void Rules_that_reject_and_change_anywhere_give_equal_bytes_records_and_alerts_whatever_crashes_on_the_way()
    {
        var (rejected, alerts) = (0L, 0);
        Prop.ForAll(Scenario.Any(), scenario =>
        {
            var setup = scenario.Setup() with { WritesAlerts = true };
            var whole = Outcome.OfOneBatch(setup, scenario.Log());
            var crashed = Outcome.OfIncidents(scenario.Setup() with { WritesAlerts = true }, scenario.Log(), scenario.Steps);

            crashed.ShouldEqual(whole);
            rejected += whole.Counters.Rejected[(int)FailureType.Rule];
            alerts += whole.Records.Count(record => record.Topic == OutboundTopic.Alerts);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

        rejected.ShouldBeGreaterThan(0); // else it would hold for want of rules
        alerts.ShouldBeGreaterThan(0);
    }

    private static void View(PartitionLog log, string user, string item, long ms) =>
        log.Add(EventBytes.View(user, item, StartMs + ms), StartMs + ms);

    private static ShardSetup Setup() => new(SmallModel.Create(items: 4)) { WritesAlerts = true, WritesVerdicts = true };

    private static Task<ShardHarness> OpenAsync(InMemoryCommitLog commits) => ShardHarness.OpenAsync(Setup(), new InMemoryShardSink(commits));

    private static Task<(Outcome Outcome, string Verdicts)> RunAsync(PartitionLog log)
    {
        var outcome = Outcome.OfOneBatch(Setup(), log);
        var verdicts = outcome.Records.Where(record => record.Topic == OutboundTopic.Verdicts)
            .Select(record => VerdictRecord.Parse(record.Value).Verdicts.Runs);
        return Task.FromResult((outcome, string.Concat(verdicts)));
    }
}
