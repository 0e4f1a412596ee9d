using System.Text;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Interleaving;
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
/// Lists that two arms make together, and lists of other arms beside an answer. Cuts, crashes and questions are those of
/// <see cref="FoldPropertyTests"/>, whose logs have such experiments too.
/// </summary>
public sealed class InterleavedFoldTests
{
    private const long StartMs = 1_768_478_400_000;
    private const int Users = 40;
    private const int Half = ShareRange.Whole / 2;

    private static readonly ArmSettings _varied = new() { DiversityLambda = 0 };
    private static readonly ExperimentPlan _interleave = new() { Interleave = true };

    [Fact]
    public void Both_arms_make_each_list_and_the_id_says_whose_item_each_is()
    {
        var log = Started(_interleave, _varied);
        AllView(log);
        var schema = JsonSchemaCheck.Load("recommendation");
        var (first, second) = (Plain(null), Plain(_varied));

        var answers = Answers(log);

        answers.Count.ShouldBe(Users);
        answers.SelectMany(answer => JsonSchemaCheck.Violations(schema, answer.Json)).ShouldBeEmpty();
        answers.ShouldAllBe(answer => answer.Variant == "interleaved" && answer.Propensity == 1);
        for (var i = 0; i < Users; i++)
        {
            var (items, code) = (answers[i].Items, AnswerCode.CodeOf(answers[i].Id).ToString());
            items.Distinct().Count().ShouldBe(items.Length);
            items.ShouldBeSubsetOf([.. first[i].Items, .. second[i].Items]);
            AnswerCode.IdOf(answers[i].Id).ToString().ShouldBe(first[i].Id);
            foreach (var (item, place) in items.Select((item, place) => (item, place)))
            {
                var team = AnswerCode.TeamOf(code, ShownList.HashOfItem(item));
                (team == Team.None).ShouldBe(place < Same(first[i].Items, second[i].Items), $"{item} of {string.Join(' ', items)}, {code}");
                (team == Team.Second ? second[i].Items : first[i].Items).ShouldContain(item);
            }
        }

        answers.Count(answer => AnswerCode.CodeOf(answer.Id).Length > 0).ShouldBeGreaterThan(Users / 4, "many lists differ between the arms");
    }

    [Theory]
    [InlineData(0.5, VerdictKind.Better)]
    [InlineData(0.3, VerdictKind.NotEnough)]
    public async Task Clicks_are_credited_to_the_team_of_the_item_and_the_preference_that_was_planted_is_found(double ofSecond, VerdictKind expected)
    {
        var (log, planted) = (Started(_interleave, _varied), new PlantedPreference(ofSecond));
        using var owner = await OpenAsync();
        await owner.RunAsync(log.Slice(0, log.NextOffset));
        for (var i = 0; i < PlantedPreference.Shoppers; i++)
        {
            var (user, atMs) = ($"u{i}", StartMs + i);
            log.Add(EventBytes.View(user, $"i{i % 9}", atMs, $"v{i}"), atMs);
            var encoded = await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
            var answer = Answer.Of(encoded.Records.Last(record => record.Topic == OutboundTopic.Recommendations).ToOwned().Value!);
            log.Add(EventBytes.Of("view_item_list", user, answer.Items, atMs, $"l{i}", list: answer.Id), atMs);
            foreach (var item in answer.Items)
            {
                var team = AnswerCode.TeamOf(AnswerCode.CodeOf(answer.Id), ShownList.HashOfItem(item));
                if (team != Team.None && planted.IsClicked(team))
                {
                    log.Add(EventBytes.Of("select_item", user, [item], atMs, $"c{i}{item}", list: answer.Id), atMs);
                }
            }
        }

        await planted.ShouldBeFoundAsync(owner, log, "a", StartMs, expected);
    }

    [Fact]
    public async Task Who_saw_a_list_that_another_arm_would_have_made_otherwise_is_told_from_who_did_not()
    {
        var log = Started(new ExperimentPlan { Counterfactual = 1 }, _varied);
        AllView(log);
        var answers = Answers(log);
        var (first, second) = (Plain(null), Plain(_varied));
        for (var i = 0; i < Users; i++)
        {
            AnswerCode.CodeOf(answers[i].Id).ToString().ShouldBe(first[i].Items.SequenceEqual(second[i].Items) ? "0" : "1");
            answers[i].Items.ShouldBe((answers[i].Variant == "new" ? second : first)[i].Items);
            log.Add(EventBytes.Of("view_item_list", answers[i].User, answers[i].Items, StartMs + 1_000, $"l{i}", list: answers[i].Id), StartMs + 1_000);
        }

        log.Add(EventBytes.Home("late", StartMs + 7_200_000), StartMs + 7_200_000);
        using var owner = await OpenAsync();
        await owner.RunAsync(log.Batches(0, [7]));
        var differing = answers.Count(answer => AnswerCode.CodeOf(answer.Id) is "1");
        var (book, ledger) = (owner.Fold.Experiments.Book, owner.Fold.Experiments.Ledger);

        var triggered = TriggeredLift.Of(
            book.VersionsOf("a")[^1], TriggeredLift.TallyOf(ledger, "a", ExperimentMetric.ClickThrough, owner.WatermarkMs)).ShouldHaveSingleItem();

        (differing, Users - differing).ShouldBe(((int)triggered.Figures.Units, (int)triggered.Same));
        differing.ShouldBeInRange(1, Users - 1);
    }

    [Fact]
    public void Other_arms_are_asked_for_a_share_of_the_users_alone()
    {
        var log = Started(new ExperimentPlan { Counterfactual = 0.3 }, _varied);
        AllView(log);

        Answers(log).Count(answer => AnswerCode.CodeOf(answer.Id).Length > 0).ShouldBeInRange(4, 22);
    }

    [Fact]
    public async Task What_is_known_of_other_arms_comes_back_and_an_erased_user_takes_it_along()
    {
        var (with, without) = (Started(_interleave, _varied), Started(_interleave, _varied));
        var id = $"0-1-A{AnswerCode.Write([null], [(ShownList.HashOfItem("i2"), Team.Second)])}";
        View(with, "u1");
        with.Add(EventBytes.Of("select_item", "u1", ["i2"], StartMs + 1, "c", list: id), StartMs + 1);
        using var owner = await OpenAsync();
        await owner.RunAsync(with.Batches(0, [7]));
        owner.Fold.Experiments.Ledger.Find("u1")!.Enrolments[0].SecondTeamClicks.ShouldBe(1);
        Outcome.OfIncidents(Setup(), with, [new Step(3, Incident.SnapshotThenCrash)]).ShouldEqual(Outcome.OfOneBatch(Setup(), with));

        with.AddErasure("u1", StartMs + 2);
        without.Skip(3);
        View(with, "u2");
        View(without, "u2");

        await owner.RunAsync(with.Slice(owner.NextOffset, with.NextOffset));
        using var never = await OpenAsync();
        await never.RunAsync(without.Batches(0, [7]));
        ExperimentSamples.BytesOf(owner).ShouldBe(ExperimentSamples.BytesOf(never));
    }

    [Fact]
    public void A_slot_tries_items_behind_the_list_and_says_how_likely_each_was()
    {
        const int Shoppers = 400;
        const double Share = 0.4;
        var log = Started(new ExperimentPlan(), new ArmSettings { Explore = new SlotExploration(2, Share, 7) });
        for (var user = 0; user < Shoppers; user++)
        {
            View(log, $"u{user}");
        }

        var answers = Answers(log);
        var again = Answers(log);
        var schema = JsonSchemaCheck.Load("recommendation");

        answers.Take(Users).SelectMany(answer => JsonSchemaCheck.Violations(schema, answer.Json)).ShouldBeEmpty();
        again.Select(answer => Convert.ToHexString(answer.Json)).ShouldBe(answers.Select(answer => Convert.ToHexString(answer.Json)));
        answers.Where(answer => answer.Variant == "today").ShouldAllBe(answer => answer.PropensityOf(1) == null);
        var tried = answers.Where(answer => answer.Variant == "new").ToArray();
        tried.ShouldAllBe(answer => answer.Items.Distinct().Count() == answer.Items.Length && answer.PropensityOf(0) == null && answer.PropensityOf(2) == null);
        var drawn = tried.Select(answer => answer.PropensityOf(1)).OfType<double>().ToArray();
        drawn.Length.ShouldBe(tried.Length, "something is left to try in every list");
        var explored = drawn.Count(propensity => propensity != 1 - Share);
        drawn.Where(propensity => propensity != 1 - Share).ShouldAllBe(propensity => propensity >= (Share / 3) - 1e-9 && propensity <= Share);
        explored.ShouldBeInRange((int)(drawn.Length * (Share - 0.12)), (int)(drawn.Length * (Share + 0.12)));
    }

    [Fact]
    public async Task Two_pairs_of_arms_and_three_arms_make_no_list_together()
    {
        var log = Started(_interleave, _varied);
        log.AddExperiment("b", ExperimentSamples.Json(ExperimentSamples.Two("b", 1, Half, _varied), plan: _interleave), StartMs);
        using var owner = await OpenAsync();
        await owner.RunAsync(log.Batches(0, [7]));

        owner.Fold.Experiments.Refused.ShouldBe("b at offset 1: b interleaves, and a does already; stop that first.");
    }

    private static int Same(string[] first, string[] second) => first.Zip(second).TakeWhile(pair => pair.First == pair.Second).Count();

    private static PartitionLog Started(ExperimentPlan plan, ArmSettings settings) => new PartitionLog().AddExperiment(
        "a", ExperimentSamples.Json(ExperimentSamples.Two("a", 1, Half, settings), plan: plan), StartMs);

    /// <summary>The answers by settings of re-ranking, without an experiment.</summary>
    private static List<Answer> Plain(ArmSettings? settings)
    {
        var log = new PartitionLog().AddTick(StartMs);
        AllView(log);
        return Answers(log, Setup(settings?.DiversityLambda));
    }

    private static Task<ShardHarness> OpenAsync() => ShardHarness.OpenAsync(Setup(), new InMemoryShardSink(new InMemoryCommitLog()));

    private static ShardSetup Setup(double? lambda = null)
    {
        var catalog = new CatalogTable();
        for (var i = 0; i < 12; i++)
        {
            catalog.Put(new CatalogItem($"i{i}", $"Item {i}", $"c{i % 3}", null, 1, Available: true));
        }

        var options = new PipelineOptions { Rerank = { Items = 4 } };
        options.Rerank.DiversityLambda = lambda ?? options.Rerank.DiversityLambda;
        return new ShardSetup(SmallModel.Create(items: 12)) { Options = options, Catalog = catalog };
    }

    private static List<Answer> Answers(PartitionLog log, ShardSetup? setup = null) =>
        [.. Outcome.OfBatches(setup ?? Setup(), log, [9]).Records.Where(record => record is { Topic: OutboundTopic.Recommendations, Value: not null }).Select(record => Answer.Of(record.Value!))];

    private static void AllView(PartitionLog log)
    {
        for (var user = 0; user < Users; user++)
        {
            View(log, $"u{user}");
        }
    }

    private static void View(PartitionLog log, string user) =>
        log.Add(EventBytes.View(user, $"i{log.NextOffset % 9}", StartMs, $"e{log.NextOffset}"), StartMs);
}
