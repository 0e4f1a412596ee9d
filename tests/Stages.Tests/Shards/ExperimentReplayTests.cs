using System.Text;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Setup;
using StreamReco.Stages.Shards;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>The fold of a log without answers gives what an owner of the partition has.</summary>
public sealed class ExperimentReplayTests
{
    private const long StartMs = 1_768_478_400_000;
    private const int Users = 40;
    private const int Half = ShareRange.Whole / 2;

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public async Task Arms_and_sums_are_those_of_an_owner_whatever_the_batches(int records)
    {
        var log = Log();
        var setup = new ShardSetup(SmallModel.Create(items: 12));
        using var owner = await ShardHarness.OpenAsync(setup, new InMemoryShardSink(new InMemoryCommitLog()));
        var answered = new List<(long Offset, string User, string Arms)>();
        foreach (var batch in log.Batches(0, [7]))
        {
            answered.AddRange((await owner.FoldAsync(batch)).Answers.Select(Say));
        }

        var replay = new ExperimentReplay(Parts(setup));
        var replayed = new List<(long Offset, string User, string Arms)>();
        foreach (var batch in log.Batches(0, [records]))
        {
            await replay.FoldAsync(batch, request => replayed.Add(Say(request)), CancellationToken.None);
        }

        replayed.ShouldBe(answered);
        replayed.Select(answer => answer.Arms).Distinct().Count().ShouldBe(5, "no arm, and two arms by two shares");
        (replay.NextOffset, replay.WatermarkMs).ShouldBe((owner.NextOffset, owner.WatermarkMs));
        Sums(replay.Experiments.Ledger, replay.WatermarkMs).ShouldBe(Sums(owner.Fold.Experiments.Ledger, owner.WatermarkMs));
        replay.Experiments.Ledger.Count.ShouldBe(Users - 1, "one was erased");
    }

    [Fact]
    public async Task An_experiment_that_no_record_defines_takes_part_from_the_first_record_on()
    {
        var log = new PartitionLog();
        View(log, StartMs);
        See(log, first: 0, StartMs + 1_000);
        var replay = new ExperimentReplay(Parts(new ShardSetup(SmallModel.Create(items: 12))));
        replay.Start(new ExperimentDefinition(ExperimentSamples.Two("mine", 1, Half), new ExperimentPlan()));

        await replay.FoldAsync(log.Slice(0, log.NextOffset), see: null, CancellationToken.None);

        var tallies = FeedbackTally.Of(replay.Experiments.Ledger, "mine", replay.WatermarkMs);
        (tallies.Sum(tally => tally.Assigned), tallies.Sum(tally => tally.Exposed)).ShouldBe((Users, Users));
        Should.Throw<ArgumentException>(() => replay.Start(new ExperimentDefinition(
            ExperimentSamples.Two("other", 1, Half) with { Arms = [] }, new ExperimentPlan()))).Message.ShouldContain("other has 0 arms");
    }

    /// <summary>Users before, during and after an experiment that is ramped; they see their lists, and one is erased.</summary>
    private static PartitionLog Log()
    {
        var log = new PartitionLog();
        View(log, StartMs);
        log.AddExperiment("a", ExperimentSamples.Json(ExperimentSamples.Two("a", 1, 100_000)), StartMs);
        View(log, StartMs + 1_000);
        log.AddExperiment("a", ExperimentSamples.Json(ExperimentSamples.Two("a", 2, Half)), StartMs);
        var first = log.NextOffset;
        View(log, StartMs + 2_000);
        See(log, first, StartMs + 3_000);
        log.AddErasure("u7", StartMs + 3_000);
        log.Skip(3);
        log.AddExperiment("a", ExperimentSamples.Json(ExperimentSamples.Two("a", 3, Half), isRunning: false), StartMs);
        View(log, StartMs + 7_200_000);
        return log;
    }

    private static void View(PartitionLog log, long atMs)
    {
        for (var user = 0; user < Users; user++)
        {
            log.Add(EventBytes.View($"u{user}", $"i{user % 12}", atMs, $"v{log.NextOffset}"), atMs);
        }
    }

    private static void See(PartitionLog log, long first, long atMs)
    {
        for (var user = 0; user < Users; user++)
        {
            var list = $"0-{first + user}-A";
            log.Add(EventBytes.Of("view_item_list", $"u{user}", ["i1", "i2"], atMs, $"l{log.NextOffset}", list: list), atMs);
            if (user % 3 == 0)
            {
                log.Add(EventBytes.Of("select_item", $"u{user}", ["i2"], atMs + 1, $"c{log.NextOffset}", list: list), atMs);
            }
        }
    }

    private static (long Offset, string User, string Arms) Say(RecommendationRequest request) =>
        (request.Offset, request.UserId, string.Join('+', request.Arms.Arms.Select(arm => FormattableString.Invariant($"{arm.Experiment}:{arm.Variant}:{arm.Propensity}"))));

    private static string Sums(FeedbackLedger ledger, long nowMs)
    {
        var text = new StringBuilder();
        foreach (var tally in FeedbackTally.Of(ledger, "a", nowMs))
        {
            text.AppendLine(FormattableString.Invariant($"{tally.Arm} {tally.Version} {tally.IsKnown} {tally.Assigned} {tally.Served} {tally.Exposed} {tally.Clicked}"))
                .AppendJoin(' ', tally.OfMatured.SelectMany(sums => sums.Moments)).AppendLine();
        }

        return text.ToString();
    }

    private static ShardParts Parts(ShardSetup setup) => new(setup.Shard, setup.Options, setup.Models, setup.Catalog, setup.Time);
}
