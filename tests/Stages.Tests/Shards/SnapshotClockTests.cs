using StreamReco.Stages.Shards;
using StreamReco.TestKit.Time;

namespace StreamReco.Stages.Tests.Shards;

public sealed class SnapshotClockTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Work_that_a_crash_would_repeat_makes_a_snapshot_due_however_few_records_it_was()
    {
        var clock = new SnapshotClock(new SnapshotOptions { RepeatMsMax = 100 }, _time);

        clock.Advance(1, TimeSpan.FromMilliseconds(60), 0).ShouldBeFalse();
        clock.Advance(1, TimeSpan.FromMilliseconds(50), 0).ShouldBeTrue();
        clock.Begin();
        clock.Advance(1, TimeSpan.FromMilliseconds(500), 0).ShouldBeFalse("one is on its way at a time");
        clock.End();
        clock.Advance(1, TimeSpan.Zero, 0).ShouldBeTrue();
    }

    [Fact]
    public void Records_and_time_make_one_due_too_and_nothing_does_where_nothing_came()
    {
        var clock = new SnapshotClock(new SnapshotOptions { EveryRecords = 10, EveryMs = 1_000 }, _time);

        clock.Advance(9, TimeSpan.Zero, 0).ShouldBeFalse();
        clock.Advance(1, TimeSpan.Zero, 0).ShouldBeTrue();
        clock.Begin();
        clock.End();
        _time.AdvanceMs(5_000);
        clock.Advance(0, TimeSpan.Zero, 0).ShouldBeFalse();
        clock.Advance(1, TimeSpan.Zero, 0).ShouldBeTrue();
    }

    [Fact]
    public void Changed_users_make_one_due_because_they_stay_in_memory_until_it_is_stored()
    {
        var clock = new SnapshotClock(new SnapshotOptions { EveryUsers = 10 }, _time);

        clock.Advance(100, TimeSpan.Zero, 9).ShouldBeFalse();
        clock.Advance(1, TimeSpan.Zero, 10).ShouldBeTrue();
    }
}
