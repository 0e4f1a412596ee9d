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
        var harness = Harness();
        harness.Post(3, records: 2);
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("commit 3 with 2"); // no time has passed

        harness.Post(5, records: 1);
        harness.Post(9, records: 4);
        await harness.LingerAsync(batches: 3);
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("commit 9 with 5");

        await harness.RestAsync();
        harness.Post(11, records: 1);
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("commit 11 with 1");
        harness.Source.SendComplete();
        await harness.Done.WaitAsync(_patience);
    }

    [Fact]
    public async Task A_commit_waits_longer_the_longer_all_micro_batches_were_full_and_no_longer_once_one_is_not()
    {
        var harness = await BusyHarnessAsync();
        var full = harness.Limits.BatchRecordsMax;
        var end = 1_000;
        PostFull(4);
        await harness.TakenAsync(batches: 5);
        harness.PassLinger(); // enough for a partition that is not behind
        PostFull(4);
        await harness.LingerAsync(batches: 9);
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe($"commit {end} with 8");

        PostFull(8);
        harness.Post(end + 1);
        await harness.TakenAsync(batches: 18);
        harness.PassLinger();
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe($"commit {end + 1} with 9");
        harness.Source.SendComplete();
        await harness.Done.WaitAsync(_patience);

        void PostFull(int batches)
        {
            for (var i = 0; i < batches; i++)
            {
                harness.Post(end += full);
            }
        }
    }

    [Fact]
    public async Task A_commit_that_is_full_does_not_linger()
    {
        var harness = await BusyHarnessAsync(recordsMax: 4);
        harness.Post(3, records: 2);
        harness.Post(5, records: 2);
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("commit 5 with 4");

        harness.Post(7, records: 9);
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("commit 7 with 9");

        harness.Post(9, records: 1, snapshot: true);
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("commit 9 with 1");
        harness.Source.SendComplete();
        await harness.Done.WaitAsync(_patience);
    }

    [Fact]
    public async Task A_snapshot_is_stored_after_the_commit_that_covers_it_and_ends_that_commit()
    {
        var harness = await BusyHarnessAsync();
        harness.Post(3);
        harness.Post(5, snapshot: true);
        harness.Post(8, snapshot: true);
        harness.Source.SendComplete();
        await harness.Done.WaitAsync(_patience);

        harness.Rest().ShouldBe(["commit 5 with 2", "save 5", "commit 8 with 1", "save 8", "save 8"]);
    }

    [Fact]
    public async Task What_was_committed_before_is_not_committed_again()
    {
        var harness = Harness(emitFrom: 5);
        harness.Post(5, records: 0, snapshot: true);
        harness.Post(6, records: 0, snapshot: true);
        harness.Source.SendComplete();
        await harness.Done.WaitAsync(_patience);

        harness.Rest().ShouldBe(["save 5", "commit 6 with 0", "save 6", "save 6"]);
    }

    [Fact]
    public async Task The_offset_of_a_silent_partition_is_committed_again_and_that_of_a_busy_one_is_not()
    {
        var harness = Harness(emitFrom: 5);
        await harness.PassAsync(CommitHarness.RefreshEvery);
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("commit 5 with 0");

        harness.Time.AdvanceMs((long)CommitHarness.RefreshEvery.TotalMilliseconds - 1);
        harness.Post(7, records: 2);
        await harness.LingerAsync(batches: 1);
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("commit 7 with 2");
        harness.Kept.IsDue.ShouldBeFalse();

        harness.Kept.MarkMoved();
        await harness.PassAsync(TimeSpan.Zero);
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("commit 7 with 0");
        harness.Kept.IsDue.ShouldBeFalse();
        harness.Source.SendComplete();
        await harness.Done.WaitAsync(_patience);
    }

    [Fact]
    public async Task A_failed_commit_ends_the_stream_and_stores_nothing()
    {
        var harness = Harness();
        harness.CommitFailure = new CommitFailedException("Fenced.", fenced: true, new IOException());
        harness.Post(5, snapshot: true);

        (await Should.ThrowAsync<CommitFailedException>(() => harness.Done.WaitAsync(_patience))).Fenced.ShouldBeTrue();
        harness.Rest().ShouldBe(["commit 5 with 1"]);
        harness.Progress.Status.NextOffset.ShouldBe(0);
        harness.Source.ExpectCancellation();
    }

    // The clock of snapshots waits for the one on its way: a shard that went on would never store again.
    [Fact]
    public async Task A_failed_snapshot_ends_the_stream_with_the_next_commit()
    {
        var harness = Harness();
        harness.Store.FailNextSave(SaveFault.BeforeCommit);
        harness.Post(5, snapshot: true);
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("commit 5 with 1");
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("save 5");

        harness.Post(7);
        harness.Source.SendComplete();

        await Should.ThrowAsync<StoreUnavailableException>(() => harness.Done.WaitAsync(_patience));
    }

    [Fact]
    public async Task A_fenced_owner_learns_it_from_the_store()
    {
        var harness = Harness();
        await harness.Store.AcquireAsync(harness.Progress.Shard, "another", CancellationToken.None);
        harness.Post(5, snapshot: true);
        harness.Source.SendComplete();

        await Should.ThrowAsync<StaleOwnerException>(() => harness.Done.WaitAsync(_patience));
    }

    [Fact]
    public async Task A_failure_of_the_stages_before_ends_the_stream_and_stores_nothing()
    {
        var harness = await BusyHarnessAsync();
        harness.Post(5);
        await harness.TakenAsync(batches: 2);

        harness.Source.SendError(new InvalidDataException("A bug."));

        await Should.ThrowAsync<InvalidDataException>(() => harness.Done.WaitAsync(_patience));
        harness.Rest().ShouldBeEmpty();
    }

    // The owner closes the sink's client once the stream has ended, and the client is not to be closed under a commit.
    [Fact]
    public async Task A_failure_of_the_stages_before_ends_the_stream_after_the_commit_that_runs()
    {
        var harness = Harness(recordsMax: 1);
        var gate = harness.HoldCommits();
        harness.Post(5);
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("commit 5 with 1");

        harness.Source.SendError(new InvalidDataException("A bug."));
        await Should.ThrowAsync<TimeoutException>(() => harness.Done.WaitAsync(TimeSpan.FromMilliseconds(100)));
        gate.SetResult();

        await Should.ThrowAsync<InvalidDataException>(() => harness.Done.WaitAsync(_patience));
        harness.CommittedCounts.ShouldBe([1]);
    }

    [Fact]
    public async Task A_stream_that_is_stopped_from_outside_ends_its_task_after_the_commit_that_runs()
    {
        var harness = Harness(recordsMax: 1);
        var gate = harness.HoldCommits();
        harness.Post(5);
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("commit 5 with 1");

        var stopped = Sys.Terminate();
        await Should.ThrowAsync<TimeoutException>(() => harness.Done.WaitAsync(TimeSpan.FromMilliseconds(100)));
        gate.SetResult();

        await stopped;
        await Should.ThrowAsync<Exception>(() => harness.Done.WaitAsync(_patience));
        harness.CommittedCounts.ShouldBe([1]);
    }

    // Whoever waits for the end of a stream must learn that it was stopped from outside.
    [Fact]
    public async Task A_stream_that_is_stopped_from_outside_ends_its_task()
    {
        var harness = await BusyHarnessAsync();
        harness.Post(5);
        await harness.TakenAsync(batches: 2);

        await Sys.Terminate();

        await Should.ThrowAsync<Akka.Streams.AbruptTerminationException>(() => harness.Done.WaitAsync(_patience));
    }

    [Fact]
    public async Task Nothing_more_is_asked_for_while_a_commit_runs()
    {
        var harness = Harness(recordsMax: 1);
        var gate = harness.HoldCommits();
        harness.Post(5);
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("commit 5 with 1");
        harness.Source.ExpectRequest(); // the one batch that waits in front of the operator

        harness.Post(6);
        harness.Source.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        gate.SetResult();
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("commit 6 with 1");
    }

    [Fact]
    public async Task A_batch_that_comes_while_a_commit_runs_goes_in_the_next_one()
    {
        var harness = Harness();
        var gate = harness.HoldCommits();
        harness.Post(5, records: 2);
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("commit 5 with 2");

        harness.Source.SendNext(harness.Batch(7, records: 3)); // already asked for
        harness.Source.SendComplete();
        gate.SetResult();
        await harness.Done.WaitAsync(_patience);

        harness.Rest().ShouldBe(["commit 7 with 3", "save 7"]);
        harness.CommittedCounts.ShouldBe([2, 3]);
    }

    [Fact]
    public async Task Progress_and_latency_are_those_of_what_was_committed()
    {
        var harness = Harness();
        harness.Post(5, records: 3);
        await harness.NextAsync().WaitAsync(_patience);
        harness.Source.SendComplete();
        await harness.Done.WaitAsync(_patience);

        (harness.Progress.Status.NextOffset, harness.Progress.Status.Commits).ShouldBe((5, 1));
        harness.Latency.Count.ShouldBe(3);
        harness.Latency.PercentileMs(0.5).ShouldBe(20, tolerance: 2);
    }

    [Fact]
    public async Task The_latency_of_history_begins_where_it_was_read_and_that_of_a_fresh_click_where_it_came()
    {
        var harness = Harness();
        harness.Source.SendNext(harness.Batch(5, records: 2, ageMs: 36 * 3_600_000L));
        harness.Source.SendNext(harness.Batch(9, records: 1, ageMs: 59_000));
        harness.Source.SendComplete();
        await harness.Done.WaitAsync(_patience);

        (harness.Latency.Count, harness.Latency.OfHistory).ShouldBe((3, 2));
        harness.Latency.PercentileMs(0.5).ShouldBeLessThan(2);
        harness.Latency.PercentileMs(1).ShouldBe(59_000, tolerance: 4_000);
    }

    /// <summary>A harness that has just committed offset 1: what comes next waits for the linger.</summary>
    private async Task<CommitHarness> BusyHarnessAsync(int recordsMax = 10_000)
    {
        var harness = Harness(recordsMax: recordsMax);
        harness.Post(1);
        (await harness.NextAsync().WaitAsync(_patience)).ShouldBe("commit 1 with 1");
        return harness;
    }

    private CommitHarness Harness(long emitFrom = 0, int recordsMax = 10_000)
    {
        var harness = new CommitHarness((TestScheduler)Sys.Scheduler, emitFrom);
        harness.Limits.CommitRecordsMax = recordsMax;
        return harness.Run(this);
    }
}
