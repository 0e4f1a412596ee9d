using StreamReco.Models.Binary;
using StreamReco.Models.Bots;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Bandits;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Items;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;
using StreamReco.Stages.Tests.Bots;
using StreamReco.TestKit;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;
using StreamReco.TestKit.Store;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>A place of each list that tries items by what was clicked there before.</summary>
public sealed class LearningSlotTests
{
    private const long StartMs = 1_768_478_400_000;
    private const int Half = ShareRange.Whole / 2;
    private const int Shoppers = 160;
    private const int Items = 4;
    private const int To = 12;

    private static readonly SlotExploration _explore = new(2, 0.9, To) { Policy = SlotPolicy.Thompson, Floor = 0.2 };

    [Fact]
    public async Task What_was_clicked_in_the_place_is_tried_more_and_each_answer_says_how_likely_its_item_was()
    {
        var (log, seen) = (Started(), new Dictionary<uint, SlotSum>());
        using var owner = await OpenAsync();
        var answers = await ShopAsync(owner, log, seen);
        var schema = JsonSchemaCheck.Load("recommendation");

        answers.SelectMany(answer => JsonSchemaCheck.Violations(schema, answer.Json)).ShouldBeEmpty();
        answers.Where(answer => answer.Variant == "today").ShouldAllBe(answer => TriedOf(answer) == null && answer.PropensityOf(1) == null);
        var learning = answers.Where(answer => answer.Variant == "new").ToArray();
        learning.ShouldAllBe(answer => TriedOf(answer) == null || TriedOf(answer) == Key(answer.Items[1]));
        learning.Where(answer => TriedOf(answer) == null).ShouldAllBe(answer => Math.Abs(answer.PropensityOf(1)!.Value - 0.1) < 1e-9);
        var tried = learning.Where(answer => TriedOf(answer) != null).ToArray();
        tried.ShouldAllBe(answer => answer.PropensityOf(1) >= 0.9 * 0.2 / (To - Items) && answer.PropensityOf(1) < 0.9);
        var (sums, liked) = (owner.Fold.Experiments.Ledger.TriedOf("a", 1), seen.Where(one => one.Value.Clicked > 0).Select(one => one.Key).ToHashSet());
        seen.ShouldAllBe(one => sums.Of(one.Key) == one.Value);
        (sums.Count, sums.All).ShouldBe((seen.Count, new SlotSum(seen.Values.Sum(sum => sum.Shown), seen.Values.Sum(sum => sum.Clicked))));
        Share(tried[(tried.Length / 2)..]).ShouldBeGreaterThan(Share(tried[..(tried.Length / 4)]), "what is liked is tried more");

        double Share(Answer[] some) => (double)some.Count(answer => liked.Contains(Key(answer.Items[1]))) / some.Length;
    }

    [Fact]
    public async Task Crashes_and_cuts_change_neither_what_is_tried_nor_how_likely_it_was()
    {
        var log = Started();
        using var owner = await OpenAsync();
        await ShopAsync(owner, log, []);

        Outcome.OfIncidents(Setup(), log, [new Step(60, Incident.SnapshotThenCrash), new Step(90, Incident.Crash), new Step(40, Incident.SnapshotThenCrash)])
            .ShouldEqual(Outcome.OfOneBatch(Setup(), log));
        var stored = new StateReader(ExperimentSamples.BytesOf(owner));
        var (now, read) = (owner.Fold.Experiments.Ledger.TriedOf("a", 1), ShardExperiments.Read(ref stored).Ledger.TriedOf("a", 1));
        (read.Count, read.All).ShouldBe((now.Count, now.All));
    }

    [Fact]
    public async Task An_erased_user_and_a_removed_experiment_take_what_they_taught_along()
    {
        var log = Started();
        using var owner = await OpenAsync();
        await ShopAsync(owner, log, []);
        var ledger = owner.Fold.Experiments.Ledger;
        var teacher = ledger.Units.First(unit => unit.Value.Enrolments[0].Tried.Count > 0);
        var (before, taught) = (ledger.TriedOf("a", 1), teacher.Value.Enrolments[0].Tried.ToArray());

        log.AddErasure(teacher.Key, StartMs);
        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));

        var after = ledger.TriedOf("a", 1);
        after.All.Shown.ShouldBe(before.All.Shown - taught.Sum(one => one.Sum.Shown));
        taught.ShouldAllBe(one => after.Of(one.Item).Shown == before.Of(one.Item).Shown - one.Sum.Shown);

        log.AddExperiment("a", ExperimentSamples.Json(ExperimentSamples.Two("a", 2, Half, new ArmSettings { Explore = _explore }), isRunning: false), StartMs);
        log.AddExperiment("a", "", StartMs);
        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
        ledger.TriedOf("a", 1).Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_user_who_is_held_as_a_program_teaches_nothing_until_they_are_freed()
    {
        var log = Started().AddBotPolicy(BotLog.Off, StartMs);
        using var owner = await OpenAsync();
        await ShopAsync(owner, log, []);
        var ledger = owner.Fold.Experiments.Ledger;
        var programs = ledger.Units.Where(unit => unit.Value.Enrolments[0].Tried.Count > 0).Select(unit => unit.Key).Take(5).ToArray();
        var before = ledger.TriedOf("a", 1);

        foreach (var program in programs)
        {
            log.AddBotDecision(program, BotDecision.Condemned, StartMs + Shoppers);
        }

        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
        var held = ledger.TriedOf("a", 1);
        Equal(held, Sums(ledger, programs));
        held.All.Shown.ShouldBeLessThan(before.All.Shown);
        using var other = await OpenAsync();
        await other.RunAsync(log.Batches(0, [9]));
        Equal(other.Fold.Experiments.Ledger.TriedOf("a", 1), held);
        Outcome.OfIncidents(Setup(), log, [new Step((int)log.NextOffset, Incident.SnapshotThenCrash), new Step(9, Incident.Crash)])
            .ShouldEqual(Outcome.OfOneBatch(Setup(), log));

        log.AddErasure(programs[0], StartMs);
        log.AddBotDecision(programs[1], BotDecision.Released, StartMs + Shoppers);
        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
        Equal(ledger.TriedOf("a", 1), Sums(ledger, programs[2..]));
    }

    [Fact]
    public async Task A_shard_that_is_opened_with_a_held_user_knows_what_the_one_before_knew()
    {
        var (log, store, committed) = (Started().AddBotPolicy(BotLog.Off, StartMs), new InMemoryShardStore(), new InMemoryCommitLog());
        using var owner = await ShardHarness.OpenAsync(Setup() with { Store = store }, new InMemoryShardSink(committed));
        await ShopAsync(owner, log, []);
        var program = owner.Fold.Experiments.Ledger.Units.First(unit => unit.Value.Enrolments[0].Tried.Count > 0).Key;
        log.AddBotDecision(program, BotDecision.Condemned, StartMs + Shoppers);
        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
        await owner.StoreSnapshotAsync();

        using var next = await ShardHarness.OpenAsync(Setup() with { Store = store }, new InMemoryShardSink(committed));

        next.NextOffset.ShouldBe(log.NextOffset);
        Equal(next.Fold.Experiments.Ledger.TriedOf("a", 1), owner.Fold.Experiments.Ledger.TriedOf("a", 1));
        Equal(next.Fold.Experiments.Ledger.TriedOf("a", 1), Sums(next.Fold.Experiments.Ledger, [program]));
    }

    [Fact]
    public async Task Who_was_held_before_an_experiment_began_teaches_nothing_there_on_this_node_or_the_next()
    {
        var log = new PartitionLog().AddBotPolicy(BotLog.Off, StartMs);
        string[] programs = [.. Enumerable.Range(0, Shoppers / 2).Select(i => $"u{i}")];
        foreach (var program in programs)
        {
            log.Add(EventBytes.View(program, "i0", StartMs, $"w-{program}"), StartMs).AddBotDecision(program, BotDecision.Condemned, StartMs);
        }

        Start(log);
        var (store, committed) = (new InMemoryShardStore(), new InMemoryCommitLog());
        using var owner = await ShardHarness.OpenAsync(Setup() with { Store = store }, new InMemoryShardSink(committed));
        await ShopAsync(owner, log, []);
        await owner.StoreSnapshotAsync();
        var ledger = owner.Fold.Experiments.Ledger;
        programs.ShouldContain(program => ledger.Units.ContainsKey(program) && ledger.Units[program].Enrolments[0].Tried.Count > 0);

        Equal(ledger.TriedOf("a", 1), Sums(ledger, programs));
        using var next = await ShardHarness.OpenAsync(Setup() with { Store = store }, new InMemoryShardSink(committed));
        Equal(next.Fold.Experiments.Ledger.TriedOf("a", 1), ledger.TriedOf("a", 1));
    }

    /// <summary>What the units of a ledger taught, but for some.</summary>
    private static SlotSums Sums(FeedbackLedger ledger, string[] without)
    {
        var sums = SlotSums.None;
        foreach (var (_, unit) in ledger.Units.Where(unit => !without.Contains(unit.Key)))
        {
            foreach (var (item, sum) in unit.Enrolments.Where(enrolment => enrolment.Arm == 1).SelectMany(enrolment => enrolment.Tried))
            {
                sums = sums.Plus(item, sum);
            }
        }

        return sums;
    }

    private static void Equal(SlotSums found, SlotSums expected)
    {
        (found.Count, found.All).ShouldBe((expected.Count, expected.All));
        for (var i = 0; i < 16; i++)
        {
            found.Of(Key($"i{i}")).ShouldBe(expected.Of(Key($"i{i}")));
        }
    }

    /// <summary>Users who look at an item, see the list that they are answered, and click what it tries where its number is even.</summary>
    private static async Task<List<Answer>> ShopAsync(ShardHarness owner, PartitionLog log, Dictionary<uint, SlotSum> seen)
    {
        var answers = new List<Answer>();
        for (var i = 0; i < Shoppers; i++)
        {
            var (user, atMs) = ($"u{i}", StartMs + i);
            log.Add(EventBytes.View(user, $"i{i % 3}", atMs, $"v{i}"), atMs);
            var encoded = await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
            var answer = Answer.Of(encoded.Records.Last(record => record.Topic == OutboundTopic.Recommendations).ToOwned().Value!);
            answers.Add(answer);
            log.Add(EventBytes.Of("view_item_list", user, answer.Items, atMs, $"l{i}", list: answer.Id), atMs);
            var isLiked = (answer.Items[1][^1] - '0') % 2 == 0;
            if (isLiked)
            {
                log.Add(EventBytes.Of("select_item", user, [answer.Items[1]], atMs, $"c{i}", list: answer.Id), atMs);
                log.Add(EventBytes.Of("select_item", user, [answer.Items[1]], atMs, $"d{i}", list: answer.Id), atMs); // counts once
            }

            if (TriedOf(answer) is { } tried)
            {
                var sum = seen.GetValueOrDefault(tried);
                seen[tried] = new SlotSum(sum.Shown + 1, sum.Clicked + (isLiked ? 1 : 0));
            }
        }

        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
        return answers;
    }

    private static uint? TriedOf(Answer answer) => AnswerCode.ComparisonsOf(AnswerCode.CodeOf(answer.Id)).Tried;

    private static uint Key(string item) => ShownList.HashOfItem(item) & AnswerCode.TriedMask;

    private static PartitionLog Started() => Start(new PartitionLog());

    private static PartitionLog Start(PartitionLog log) => log.AddExperiment(
        "a", ExperimentSamples.Json(ExperimentSamples.Two("a", 1, Half, new ArmSettings { Explore = _explore })), StartMs);

    private static Task<ShardHarness> OpenAsync() => ShardHarness.OpenAsync(Setup(), new InMemoryShardSink(new InMemoryCommitLog()));

    private static ShardSetup Setup()
    {
        var catalog = new CatalogTable();
        for (var i = 0; i < 16; i++)
        {
            catalog.Put(new CatalogItem($"i{i}", $"Item {i}", $"c{i % 3}", null, 1, Available: true));
        }

        return new ShardSetup(SmallModel.Create(items: 16, candidates: 12)) { Options = new PipelineOptions { Rerank = { Items = Items } }, Catalog = catalog };
    }
}
