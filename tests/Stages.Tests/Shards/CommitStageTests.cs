using StreamReco.Stages.Ports;
using StreamReco.TestKit.Store;

namespace StreamReco.Stages.Tests.Shards;

public sealed class CommitStageTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Batches_that_are_ready_within_the_linger_go_in_one_commit()
    {
        var rig = new CommitRig();
        rig.Post(3, records: 2);
        rig.Post(5, records: 1);
        var run = rig.Stage.RunAsync(rig.Source, CancellationToken.None);
        await rig.Time.WaitForTimersAsync(1).WaitAsync(_patience);
        rig.Post(9, records: 4);
        rig.Rest().ShouldBeEmpty();

        rig.Time.AdvanceMs(rig.Limits.CommitLingerMs);

        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 9 with 7");
        rig.Source.Complete();
        await run.WaitAsync(_patience);
    }

    [Fact]
    public async Task A_commit_that_is_full_does_not_linger()
    {
        var rig = new CommitRig();
        rig.Limits.CommitRecordsMax = 4;
        rig.Post(3, records: 2);
        rig.Post(5, records: 2);
        rig.Post(7, records: 9);
        rig.Post(9, records: 1, snapshot: true);
        var run = rig.Stage.RunAsync(rig.Source, CancellationToken.None);

        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 5 with 4");
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 7 with 9");
        rig.Source.Complete();
        await run.WaitAsync(_patience);
    }

    [Fact]
    public async Task A_snapshot_is_stored_behind_the_commit_that_covers_it_and_ends_that_commit()
    {
        var rig = new CommitRig();
        rig.Post(3);
        rig.Post(5, snapshot: true);
        rig.Post(8, snapshot: true);
        rig.Source.Complete();
        await rig.Stage.RunAsync(rig.Source, CancellationToken.None).WaitAsync(_patience);

        rig.Rest().ShouldBe(["commit 5 with 2", "save 5", "commit 8 with 1", "save 8", "save 8"]);
    }

    [Fact]
    public async Task What_was_committed_before_is_not_committed_again()
    {
        var rig = new CommitRig(emitFrom: 5);
        rig.Post(5, records: 0, snapshot: true);
        rig.Post(6, records: 0, snapshot: true);
        rig.Source.Complete();
        await rig.Stage.RunAsync(rig.Source, CancellationToken.None).WaitAsync(_patience);

        rig.Rest().ShouldBe(["save 5", "commit 6 with 0", "save 6", "save 6"]);
    }

    [Fact]
    public async Task A_failed_commit_ends_the_stage_and_stores_nothing()
    {
        var rig = new CommitRig { CommitFailure = new CommitFailedException("Fenced.", fenced: true, new IOException()) };
        rig.Post(5, snapshot: true);
        rig.Source.Complete();

        var run = rig.Stage.RunAsync(rig.Source, CancellationToken.None).WaitAsync(_patience);

        (await Should.ThrowAsync<CommitFailedException>(() => run)).Fenced.ShouldBeTrue();
        rig.Rest().ShouldBe(["commit 5 with 1"]);
        rig.Progress.Standing.NextOffset.ShouldBe(0);
    }

    // The clock of snapshots waits for the one on its way: a shard that went on would never store again.
    [Fact]
    public async Task A_failed_snapshot_ends_the_stage_with_the_next_commit()
    {
        var rig = new CommitRig();
        rig.Store.FailNextSave(SaveFault.BeforeCommit);
        rig.Post(5, snapshot: true);
        var run = rig.Stage.RunAsync(rig.Source, CancellationToken.None);
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("commit 5 with 1");
        (await rig.NextAsync().WaitAsync(_patience)).ShouldBe("save 5");

        rig.Post(7);
        await rig.Time.WaitForTimersAsync(1).WaitAsync(_patience);
        rig.Time.AdvanceMs(rig.Limits.CommitLingerMs);

        await Should.ThrowAsync<StoreUnavailableException>(() => run.WaitAsync(_patience));
    }

    [Fact]
    public async Task A_fenced_owner_learns_it_from_the_store()
    {
        var rig = new CommitRig();
        await rig.Store.AcquireAsync(rig.Progress.Shard, "another", CancellationToken.None);
        rig.Post(5, snapshot: true);
        rig.Source.Complete();

        await Should.ThrowAsync<StaleOwnerException>(() => rig.Stage.RunAsync(rig.Source, CancellationToken.None).WaitAsync(_patience));
    }

    [Fact]
    public async Task A_fault_of_the_stages_before_ends_the_stage_and_stores_nothing()
    {
        var rig = new CommitRig();
        rig.Post(5);
        var run = rig.Stage.RunAsync(rig.Source, CancellationToken.None);
        await rig.Time.WaitForTimersAsync(1).WaitAsync(_patience);

        ((System.Threading.Tasks.Dataflow.IDataflowBlock)rig.Source).Fault(new InvalidDataException("A bug."));
        rig.Time.AdvanceMs(rig.Limits.CommitLingerMs);

        await Should.ThrowAsync<InvalidDataException>(() => run.WaitAsync(_patience));
        rig.Rest().ShouldBe(["commit 5 with 1"]);
    }

    [Fact]
    public async Task Progress_and_latency_are_those_of_what_was_committed()
    {
        var rig = new CommitRig();
        rig.Post(5, records: 3);
        var run = rig.Stage.RunAsync(rig.Source, CancellationToken.None);
        await rig.Time.WaitForTimersAsync(1).WaitAsync(_patience);
        rig.Time.AdvanceMs(rig.Limits.CommitLingerMs);
        await rig.NextAsync().WaitAsync(_patience);
        rig.Source.Complete();
        await run.WaitAsync(_patience);

        (rig.Progress.Standing.NextOffset, rig.Progress.Standing.Commits).ShouldBe((5, 1));
        rig.Latency.Count.ShouldBe(3);
        rig.Latency.PercentileMs(0.5).ShouldBe(20 + rig.Limits.CommitLingerMs, tolerance: 2);
    }
}
