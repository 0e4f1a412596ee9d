using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Cluster.Partitions;

/// <summary>How often a shard sums its users up for those who watch.</summary>
public sealed class ExperimentRepliesTests
{
    private const long StartMs = 1_768_478_400_000;

    private static readonly Experiment _experiment = new(
        "a", 1, new byte[16], [new ExperimentArm("today", [new ShareRange(0, 500_000)]), new ExperimentArm("new", [new ShareRange(500_000, 1_000_000)])]);

    [Fact]
    public async Task Sums_are_made_anew_where_records_came_and_at_most_once_a_second()
    {
        var (time, log) = (new ManualTimeProvider(), new TestKit.Events.PartitionLog());
        log.AddExperiment("a", ExperimentJson.Write(new ExperimentDefinition(_experiment, new ExperimentPlan())), StartMs);
        using var owner = await ShardHarness.OpenAsync(new ShardSetup(SmallModel.Create(items: 12)), new InMemoryShardSink(new InMemoryCommitLog()));
        await owner.RunAsync(log.Slice(0, log.NextOffset));
        var replies = new ExperimentReplies(time);
        var query = new ExperimentQuery(0, "a", WithDays: true);

        Assigned(replies.Of(owner.Fold, query)).ShouldBe(0);
        time.Advance(TimeSpan.FromHours(1));
        replies.Of(owner.Fold, query);
        replies.Made.ShouldBe(1, "nothing came since");

        log.Add(EventBytes.View("u1", "i1", StartMs, "v1"), StartMs);
        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
        Assigned(replies.Of(owner.Fold, query)).ShouldBe(1);
        log.Add(EventBytes.View("u2", "i1", StartMs, "v2"), StartMs);
        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
        Assigned(replies.Of(owner.Fold, query)).ShouldBe(1, "as of a moment ago");
        time.Advance(ExperimentReplies.KeptFor);
        var now = replies.Of(owner.Fold, query);
        (Assigned(now), now.NextOffset, replies.Made).ShouldBe((2, owner.NextOffset, 3));

        log.AddExperiment("a", ExperimentJson.Write(new ExperimentDefinition(_experiment with { Version = 2 }, new ExperimentPlan(), IsRunning: false)), StartMs);
        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
        replies.Of(owner.Fold, query).Definitions.Count.ShouldBe(2, "what was started or stopped is said at once");

        log.AddExperiment("b", ExperimentJson.Write(new ExperimentDefinition(_experiment with { Id = "b" }, new ExperimentPlan(), IsRunning: false)), StartMs);
        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
        var other = new ExperimentQuery(0, "b", WithDays: true);
        replies.Of(owner.Fold, other).Definitions.Count.ShouldBe(3);
        log.AddExperiment("a", "", StartMs);
        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
        replies.Of(owner.Fold, other).Definitions.Count.ShouldBe(1, "and so is what was removed");
    }

    private static long Assigned(ExperimentReply reply) => reply.Tallies.Sum(tally => tally.ToTally().Assigned);
}
