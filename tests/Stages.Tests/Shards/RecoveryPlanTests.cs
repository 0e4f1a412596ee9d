using StreamReco.Stages.Ports;
using StreamReco.Stages.Shards;

namespace StreamReco.Stages.Tests.Shards;

public sealed class RecoveryPlanTests
{
    private static readonly ShardId _shard = new("group", "clicks", 3);

    [Theory]
    // A new group over a whole and over a shortened log.
    [InlineData(null, null, 0, 0, 0, false)]
    [InlineData(null, null, 70, 70, 70, false)]
    // Committed, but never stored: everything is replayed in silence.
    [InlineData(null, 40L, 0, 0, 40, false)]
    [InlineData(null, 0L, 0, 0, 0, false)]
    // The usual crash: silent replay from the snapshot to the commit.
    [InlineData(30L, 40L, 0, 30, 40, false)]
    [InlineData(30L, 40L, 30, 30, 40, false)]
    [InlineData(40L, 40L, 10, 40, 40, false)]
    // The log was shortened behind the state's back.
    [InlineData(30L, 40L, 35, 35, 40, true)]
    [InlineData(30L, 40L, 50, 50, 50, true)]
    [InlineData(null, 40L, 10, 10, 40, true)]
    [InlineData(null, 40L, 60, 60, 60, true)]
    // The group's offsets expired: the state knows how far it was.
    [InlineData(30L, null, 0, 30, 30, true)]
    [InlineData(30L, null, 50, 50, 50, true)]
    // A shard that was drained before its first record.
    [InlineData(0L, null, 0, 0, 0, false)]
    public void Recovery_starts_at_the_snapshot_and_emits_from_the_commit(
        long? snapshot, long? committed, long logStart, long start, long emitFrom, bool warns)
    {
        var plan = RecoveryPlan.Make(_shard, snapshot, committed, logStart);

        (plan.StartOffset, plan.EmitFrom).ShouldBe((start, emitFrom));
        (plan.Warning is not null).ShouldBe(warns, plan.Warning ?? "no warning");
    }

    [Theory]
    [InlineData(null, 40L, 0, true)]
    [InlineData(null, 40L, 10, true)]
    // Nothing is to be made anew: a new group, one that has committed nothing, a log that holds nothing before the commit; and the usual crash.
    [InlineData(null, null, 0, false)]
    [InlineData(null, 0L, 0, false)]
    [InlineData(null, 40L, 40, false)]
    [InlineData(30L, 40L, 0, false)]
    public void A_commit_without_any_state_is_a_state_that_is_missing(long? snapshot, long? committed, long logStart, bool isMissing)
    {
        RecoveryPlan.Make(_shard, snapshot, committed, logStart).IsStateMissing.ShouldBe(isMissing);
    }

    [Theory]
    // A replayed span that begins, goes on without a snapshot, and goes on with one.
    [InlineData(null, null, 0, 100, 100, false)]
    [InlineData(null, 140L, 0, 100, 140, false)]
    [InlineData(120L, 140L, 0, 120, 140, false)]
    // The log was shortened into the span.
    [InlineData(null, 140L, 110, 110, 140, true)]
    public void A_span_is_folded_from_its_own_start(
        long? snapshot, long? committed, long logStart, long start, long emitFrom, bool warns)
    {
        var plan = RecoveryPlan.Make(_shard, snapshot, committed, logStart, foldFrom: 100);

        (plan.StartOffset, plan.EmitFrom).ShouldBe((start, emitFrom));
        (plan.Warning is not null).ShouldBe(warns, plan.Warning ?? "no warning");
    }

    [Theory]
    // Nothing of the shard is out beyond the snapshot; something is; something old is all that was found.
    [InlineData(30L, null, 30)]
    [InlineData(30L, 45L, 45)]
    [InlineData(30L, 12L, 30)]
    [InlineData(0L, 12L, 12)]
    public void An_expired_offset_is_worked_out_from_the_answers_in_the_log(long snapshot, long? answeredTo, long emitFrom)
    {
        var plan = RecoveryPlan.Make(_shard, snapshot, committedOffset: null, logStart: 0, answeredTo: answeredTo);

        (plan.StartOffset, plan.EmitFrom).ShouldBe((snapshot, emitFrom));
        plan.Warning.ShouldNotBeNull().ShouldContain("offsets.retention.minutes");
    }

    [Fact]
    public void State_ahead_of_the_commit_is_refused_and_the_settings_are_named()
    {
        var message = Should.Throw<InvalidOperationException>(() => RecoveryPlan.Make(_shard, snapshotOffset: 41, committedOffset: 40, logStart: 0)).Message;

        message.ShouldContain("clicks/3");
        message.ShouldContain("'group'");
        message.ShouldContain("41");
        message.ShouldContain("Kafka:Group");
    }
}
