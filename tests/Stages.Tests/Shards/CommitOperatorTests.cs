using Akka.Configuration;
using Akka.TestKit;
using StreamReco.Stages.Ports;
using StreamReco.TestKit.Store;

namespace StreamReco.Stages.Tests.Shards;

public sealed class CommitOperatorTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly Config _virtualTime = ConfigurationFactory.ParseString(
        """akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """);

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public CommitOperatorTests()
        : base(_virtualTime.WithFallback(DefaultConfig))
    {
    }

    [Fact]
    public async Task A_batch_after_a_quiet_moment_is_committed_at_once_and_those_within_the_linger_go_in_one_commit()
    {
        var rig = Rig();
        rig.Post(3, records: 2);
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 3 with 2"); // no time has passed

        rig.Post(5, records: 1);
        rig.Post(9, records: 4);
        await rig.LingerAsync(batches: 3);
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 9 with 5");

        await rig.RestAsync();
        rig.Post(11, records: 1);
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 11 with 1");
        rig.Source.SendComplete();
        await rig.Done.WaitAsync(_patience);
    }

    [Fact]
    public async Task A_commit_that_is_full_does_not_linger()
    {
        var rig = await BusyRigAsync(recordsMax: 4);
        rig.Post(3, records: 2);
        rig.Post(5, records: 2);
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 5 with 4");

        rig.Post(7, records: 9);
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 7 with 9");

        rig.Post(9, records: 1, snapshot: true);
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 9 with 1");
        rig.Source.SendComplete();
        await rig.Done.WaitAsync(_patience);
    }

    [Fact]
    public async Task A_snapshot_is_stored_after_the_commit_that_covers_it_and_ends_that_commit()
    {
        var rig = await BusyRigAsync();
        rig.Post(3);
        rig.Post(5, snapshot: true);
        rig.Post(8, snapshot: true);
        rig.Source.SendComplete();
        await rig.Done.WaitAsync(_patience);

        rig.Rest().ShouldBe(["commit 5 with 2", "save 5", "commit 8 with 1", "save 8", "save 8"]);
    }

    [Fact]
    public async Task What_was_committed_before_is_not_committed_again()
    {
        var rig = Rig(emitFrom: 5);
        rig.Post(5, records: 0, snapshot: true);
        rig.Post(6, records: 0, snapshot: true);
        rig.Source.SendComplete();
        await rig.Done.WaitAsync(_patience);

        rig.Rest().ShouldBe(["save 5", "commit 6 with 0", "save 6", "save 6"]);
    }

    [Fact]
    public async Task The_offset_of_a_silent_partition_is_committed_again_and_that_of_a_busy_one_is_not()
    {
        var rig = Rig(emitFrom: 5);
        await rig.PassAsync(CommitRig.RefreshEvery);
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 5 with 0");

        rig.Time.AdvanceMs((long)CommitRig.RefreshEvery.TotalMilliseconds - 1);
        rig.Post(7, records: 2);
        await rig.LingerAsync(batches: 1);
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 7 with 2");
        rig.Kept.IsDue.ShouldBeFalse();

        rig.Kept.MarkMoved();
        await rig.PassAsync(TimeSpan.Zero);
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 7 with 0");
        rig.Kept.IsDue.ShouldBeFalse();
        rig.Source.SendComplete();
        await rig.Done.WaitAsync(_patience);
    }

    [Fact]
    public async Task A_failed_commit_ends_the_stream_and_stores_nothing()
    {
        var rig = Rig();
        rig.CommitFailure = new CommitFailedException("Fenced.", fenced: true, new IOException());
        rig.Post(5, snapshot: true);

        (await Should.ThrowAsync<CommitFailedException>(() => rig.Done.WaitAsync(_patience))).Fenced.ShouldBeTrue();
        rig.Rest().ShouldBe(["commit 5 with 1"]);
        rig.Progress.Standing.NextOffset.ShouldBe(0);
        rig.Source.ExpectCancellation();
    }

    // The clock of snapshots waits for the one on its way: a shard that went on would never store again.
    [Fact]
    public async Task A_failed_snapshot_ends_the_stream_with_the_next_commit()
    {
        var rig = Rig();
        rig.Store.FailNextSave(SaveFault.BeforeCommit);
        rig.Post(5, snapshot: true);
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 5 with 1");
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("save 5");

        rig.Post(7);
        rig.Source.SendComplete();

        await Should.ThrowAsync<StoreUnavailableException>(() => rig.Done.WaitAsync(_patience));
    }

    [Fact]
    public async Task A_fenced_owner_learns_it_from_the_store()
    {
        var rig = Rig();
        await rig.Store.AcquireAsync(rig.Progress.Shard, "another", CancellationToken.None);
        rig.Post(5, snapshot: true);
        rig.Source.SendComplete();

        await Should.ThrowAsync<StaleOwnerException>(() => rig.Done.WaitAsync(_patience));
    }

    [Fact]
    public async Task A_failure_of_the_stages_before_ends_the_stream_and_stores_nothing()
    {
        var rig = await BusyRigAsync();
        rig.Post(5);
        await rig.TakenAsync(batches: 2);

        rig.Source.SendError(new InvalidDataException("A bug."));

        await Should.ThrowAsync<InvalidDataException>(() => rig.Done.WaitAsync(_patience));
        rig.Rest().ShouldBeEmpty();
    }

    // The owner closes the sink's client once the stream has ended, and the client is not to be closed under a commit.
    [Fact]
    public async Task A_failure_of_the_stages_before_ends_the_stream_after_the_commit_that_runs()
    {
        var rig = Rig(recordsMax: 1);
        var gate = rig.HoldCommits();
        rig.Post(5);
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 5 with 1");

        rig.Source.SendError(new InvalidDataException("A bug."));
        await Should.ThrowAsync<TimeoutException>(() => rig.Done.WaitAsync(TimeSpan.FromMilliseconds(100)));
        gate.SetResult();

        await Should.ThrowAsync<InvalidDataException>(() => rig.Done.WaitAsync(_patience));
        rig.CommittedCounts.ShouldBe([1]);
    }

    [Fact]
    public async Task A_stream_that_is_stopped_from_outside_ends_its_task_after_the_commit_that_runs()
    {
        var rig = Rig(recordsMax: 1);
        var gate = rig.HoldCommits();
        rig.Post(5);
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 5 with 1");

        var stopped = Sys.Terminate();
        await Should.ThrowAsync<TimeoutException>(() => rig.Done.WaitAsync(TimeSpan.FromMilliseconds(100)));
        gate.SetResult();

        await stopped;
        await Should.ThrowAsync<Exception>(() => rig.Done.WaitAsync(_patience));
        rig.CommittedCounts.ShouldBe([1]);
    }

    // Whoever waits for the end of a stream must learn that it was stopped from outside.
    [Fact]
    public async Task A_stream_that_is_stopped_from_outside_ends_its_task()
    {
        var rig = await BusyRigAsync();
        rig.Post(5);
        await rig.TakenAsync(batches: 2);

        await Sys.Terminate();

        await Should.ThrowAsync<Akka.Streams.AbruptTerminationException>(() => rig.Done.WaitAsync(_patience));
    }

    [Fact]
    public async Task Nothing_more_is_asked_for_while_a_commit_runs()
    {
        var rig = Rig(recordsMax: 1);
        var gate = rig.HoldCommits();
        rig.Post(5);
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 5 with 1");
        rig.Source.ExpectRequest(); // the one batch that waits in front of the operator

        rig.Post(6);
        rig.Source.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        gate.SetResult();
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 6 with 1");
    }

    [Fact]
    public async Task A_batch_that_comes_while_a_commit_runs_goes_in_the_next_one()
    {
        var rig = Rig();
        var gate = rig.HoldCommits();
        rig.Post(5, records: 2);
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 5 with 2");

        rig.Source.SendNext(rig.Batch(7, records: 3)); // already asked for
        rig.Source.SendComplete();
        gate.SetResult();
        await rig.Done.WaitAsync(_patience);

        rig.Rest().ShouldBe(["commit 7 with 3", "save 7"]);
        rig.CommittedCounts.ShouldBe([2, 3]);
    }

    [Fact]
    public async Task Progress_and_latency_are_those_of_what_was_committed()
    {
        var rig = Rig();
        rig.Post(5, records: 3);
        await rig.NextAsync().WaitAsync(_patience);
        rig.Source.SendComplete();
        await rig.Done.WaitAsync(_patience);

        (rig.Progress.Standing.NextOffset, rig.Progress.Standing.Commits).ShouldBe((5, 1));
        rig.Latency.Count.ShouldBe(3);
        rig.Latency.PercentileMs(0.5).ShouldBe(20, tolerance: 2);
    }

    [Fact]
    public async Task The_latency_of_history_begins_where_it_was_read_and_that_of_a_fresh_click_where_it_came()
    {
        var rig = Rig();
        rig.Source.SendNext(rig.Batch(5, records: 2, ageMs: 36 * 3_600_000L));
        rig.Source.SendNext(rig.Batch(9, records: 1, ageMs: 59_000));
        rig.Source.SendComplete();
        await rig.Done.WaitAsync(_patience);

        (rig.Latency.Count, rig.Latency.OfHistory).ShouldBe((3, 2));
        rig.Latency.PercentileMs(0.5).ShouldBeLessThan(2);
        rig.Latency.PercentileMs(1).ShouldBe(59_000, tolerance: 4_000);
    }

    /// <summary>A rig that has just committed offset 1: what comes next waits for the linger.</summary>
    private async Task<CommitRig> BusyRigAsync(int recordsMax = 10_000)
    {
        var rig = Rig(recordsMax: recordsMax);
        rig.Post(1);
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 1 with 1");
        return rig;
    }

    private CommitRig Rig(long emitFrom = 0, int recordsMax = 10_000)
    {
        var rig = new CommitRig((TestScheduler)Sys.Scheduler, emitFrom);
        rig.Limits.CommitRecordsMax = recordsMax;
        return rig.Run(this);
    }
}
