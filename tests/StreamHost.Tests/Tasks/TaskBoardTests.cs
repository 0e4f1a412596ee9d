using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Tasks;
using StreamReco.TestKit.Store;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Tasks;

public sealed class TaskBoardTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void What_is_left_follows_from_the_rate_since_the_first_report()
    {
        var board = new TaskBoard(_time);
        using var task = board.Begin("training", "model", "%", 100);
        board.Now.Single().EtaSeconds.ShouldBeNull();

        task.Update(40, 100, "stack", "epoch 3"); // a training that is taken up again
        _time.Advance(TimeSpan.FromSeconds(10));
        task.Update(60, 100, "stack", "epoch 4");

        board.Now.Single().ShouldBe(new TaskState("training", "model", "epoch 4", 60, 100, "%", 20, new ManualTimeProvider().GetUtcNow()));
    }

    [Fact]
    public void Another_step_has_a_rate_of_its_own_and_an_end_takes_the_task_off()
    {
        var board = new TaskBoard(_time);
        var task = board.Begin("training", "model", "%", 100);
        task.Update(0, 100, "reading");
        _time.Advance(TimeSpan.FromSeconds(1));
        task.Update(100, 100, "reading");
        task.Update(0, 100, "stack");
        board.Now.Single().EtaSeconds.ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(30));
        task.Update(25, 100, "stack");
        board.Now.Single().EtaSeconds.ShouldBe(90);

        task.Dispose();

        board.Now.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_snapshot_is_on_the_board_until_it_is_stored()
    {
        var (board, database) = (new TaskBoard(_time), new InMemoryShardStore());
        await using var store = new WaitingShardStore(database, _time, NullLogger<WaitingShardStore>.Instance) { Tasks = board };
        var lease = await store.AcquireAsync(new ShardId("g", "clicks", 3), "a", default);
        database.Unavailable = true;

        var saving = store.SaveAsync(lease, new SnapshotDelta(1, default, [new StoredUser("u", default)]), default);
        await _time.WaitForTimersAsync(1);
        var shown = board.Now;
        database.Unavailable = false;
        _time.Advance(TimeSpan.FromSeconds(10));
        await saving;

        var task = shown.ShouldHaveSingleItem();
        (task.Kind, task.Of, task.Done, task.Total, task.Unit).ShouldBe(("snapshot", "partition 3", 0, 1, "users"));
        board.Now.ShouldBeEmpty();
    }
}
