using Confluent.Kafka;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Kafka;

public sealed class CaughtUpCheckTests
{
    private static readonly Dictionary<int, ShardProgress?> _nothing = [];
    private static readonly TopicPartition _one = new("clicks", 1);
    private static readonly TopicPartition _two = new("clicks", 2);

    private readonly ManualTimeProvider _time = new();
    private readonly Dictionary<TopicPartition, long?> _committed = [];
    private int _questions;

    [Fact]
    public void The_end_is_reached_when_the_other_members_have_committed_what_their_partitions_held()
    {
        var goal = Goal((_one, 0, 10), (_two, 0, 5));
        (_committed[_one], _committed[_two]) = (10, 4);
        IsReached(goal).ShouldBeFalse();
        _committed[_two] = 5;
        IsReached(goal).ShouldBeTrue();
    }

    [Fact]
    public void An_empty_partition_of_another_member_is_done_although_nothing_of_it_is_ever_committed()
    {
        _committed[_one] = 10;
        IsReached(Goal((_one, 0, 10), (_two, 0, 0))).ShouldBeTrue();
        IsReached(Goal((_one, 0, 10), (_two, 7, 7))).ShouldBeTrue();
    }

    [Fact]
    public void A_partition_that_nobody_has_committed_is_not_done() => IsReached(Goal((_one, 0, 1))).ShouldBeFalse();

    [Fact]
    public void A_partition_of_this_node_whose_shard_is_not_open_is_not_done()
    {
        var owned = new Dictionary<int, ShardProgress?> { [_one.Partition.Value] = null };
        _committed[_one] = 1;
        Goal((_one, 0, 1)).IsReached(owned).ShouldBeFalse();
        _questions.ShouldBe(0);
    }

    [Fact]
    public void The_broker_is_asked_now_and_then_and_not_again_about_what_is_done()
    {
        var goal = Goal((_one, 0, 10), (_two, 0, 5));
        _committed[_one] = 10;
        for (var turn = 0; turn < 100; turn++)
        {
            goal.IsReached(_nothing).ShouldBeFalse();
        }

        _questions.ShouldBe(2);
        IsReached(goal).ShouldBeFalse();
        _questions.ShouldBe(3);
    }

    [Fact]
    public void A_broker_that_does_not_answer_is_asked_again()
    {
        var fails = true;
        var goal = new CaughtUpCheck(
            Held((_one, 0, 1)), _ => fails ? throw new KafkaException(ErrorCode.Local_TimedOut) : 1, _time);
        IsReached(goal).ShouldBeFalse();
        fails = false;
        IsReached(goal).ShouldBeTrue();
    }

    private bool IsReached(CaughtUpCheck goal)
    {
        _time.Advance(CaughtUpCheck.AskEvery);
        return goal.IsReached(_nothing);
    }

    private CaughtUpCheck Goal(params (TopicPartition Partition, long Low, long High)[] held) => new(
        Held(held),
        partition =>
        {
            _questions++;
            return _committed.GetValueOrDefault(partition);
        },
        _time);

    private static Dictionary<TopicPartition, WatermarkOffsets> Held(
        params (TopicPartition Partition, long Low, long High)[] held) =>
        held.ToDictionary(h => h.Partition, h => new WatermarkOffsets(h.Low, h.High));
}
