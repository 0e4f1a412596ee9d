using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;
using StreamReco.Stages.Tests.Shards;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Shards;
using StreamReco.TestKit.Time;

namespace StreamReco.Stages.Tests.Metrics;

public sealed class ShardProgressTests
{
    private static readonly ShardId _shard = new("g", "clicks", 0);

    [Fact]
    public void What_another_owner_did_between_two_ownerships_is_not_counted_as_own()
    {
        var first = new ShardProgress(_shard);
        first.Publish(Status(total: 100, own: 60, commits: 3));
        var second = new ShardProgress(_shard) { Before = Counters(400) };

        second.GoOn(first);
        second.Publish(Status(total: 500, own: 70, commits: 2));

        (second.Own.Read, second.Commits, second.Status.Counters.Read).ShouldBe((130, 5, 500));
    }

    [Fact]
    public async Task An_owner_s_share_begins_with_the_first_record_that_was_not_committed()
    {
        var (setup, commits) = (new Scenario([], [], IntervalMs: 0).Setup(), new InMemoryCommitLog());
        var log = new PartitionLog();
        for (var i = 0; i < 6; i++)
        {
            log.Add(EventBytes.View("a", $"i{i}", Scenario.StartMs + i), Scenario.StartMs + i);
        }

        using (var earlier = await ShardHarness.OpenAsync(setup, new InMemoryShardSink(commits)))
        {
            (await earlier.RunAsync(log.Slice(0, 4))).Folded.BeforeEmission.ShouldNotBeNull().Read.ShouldBe(0);
        }

        using var owner = await ShardHarness.OpenAsync(setup, new InMemoryShardSink(commits));
        (await owner.RunAsync(log.Slice(0, 2))).Folded.BeforeEmission.ShouldBeNull();
        (await owner.RunAsync(log.Slice(2, 5))).Folded.BeforeEmission.ShouldNotBeNull().Read.ShouldBe(4);
        (await owner.RunAsync(log.Slice(5, 6))).Folded.BeforeEmission.ShouldBeNull();
    }

    [Fact]
    public void The_first_answer_is_told_once()
    {
        var (time, told) = (new ManualTimeProvider(), new List<double>());
        var first = new FirstRecommendation(time, time.GetTimestamp(), told.Add);
        first.Seconds.ShouldBeNull();

        time.AdvanceMs(1_500);
        first.Note();
        time.AdvanceMs(1_500);
        first.Note();

        told.ShouldBe([1.5]);
        first.Seconds.ShouldBe(1.5);
    }

    private static ShardStatus Status(int total, int own, long commits) =>
        new(Counters(total), total, 0, 0, commits) { Own = Counters(own) };

    private static ShardCounters Counters(int applied)
    {
        var counters = new ShardCounters();
        for (var i = 0; i < applied; i++)
        {
            counters.CountApplied();
        }

        return counters;
    }
}
