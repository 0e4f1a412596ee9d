using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Kafka.Committing;

namespace StreamReco.StreamHost.Tests.Cluster.Partitions;

/// <summary>The life of a partition's owner, in virtual time.</summary>
public sealed class PartitionActorTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly Akka.Configuration.Config _virtualTime = ConfigurationFactory.ParseString(
        """akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """);

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _lookAgain = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _stepAgain = TimeSpan.FromMilliseconds(100);
    private static readonly CommitFailedException _fenced = new("Fenced.", fenced: true, new IOException());

    public PartitionActorTests()
        : base(_virtualTime.WithFallback(DefaultConfig))
    {
    }

    [Fact]
    public void What_is_there_is_committed_and_the_partition_shows_on_the_board()
    {
        var role = new ScriptedRole();
        Start(role);

        AwaitAssert(() => role.Commits.ShouldBe([2, 4]), _patience, _lookAgain);
        role.Board.Shards.Single().Progress.Status.NextOffset.ShouldBe(4);
        role.Board.Phases[3].ShouldBe(PartitionPhase.Live);
    }

    [Fact]
    public void A_hand_over_commits_what_was_read_and_ends_the_owner()
    {
        var gate = new TaskCompletionSource();
        var role = new ScriptedRole { CommitGate = gate.Task };
        var owner = Start(role);
        AwaitAssert(() => role.Board.Phases[3].ShouldBe(PartitionPhase.Live), _patience, _lookAgain);
        AwaitAssert(() => role.HasBegun.ShouldBeTrue(), _patience, _lookAgain); // else there is nothing to wait for

        owner.Tell(LeavePartition.Instance);
        AwaitAssert(() => role.Board.Phases[3].ShouldBe(PartitionPhase.Draining), _patience, _lookAgain);
        gate.SetResult();

        ExpectTerminated(owner, _patience);
        role.Commits.First().ShouldBe(2);
        role.Board.Shards.ShouldBeEmpty();
        role.Board.Unclean.ShouldBeNull();
        role.Board.HasEnded(3).ShouldBeFalse();
    }

    [Fact]
    public void A_hand_over_during_the_opening_gives_the_attempt_up()
    {
        var role = new ScriptedRole().HangOpening();
        var owner = Start(role);
        AwaitAssert(() => role.HadLease.Count.ShouldBe(1), _patience, _lookAgain);

        owner.Tell(LeavePartition.Instance);

        ExpectTerminated(owner, _patience);
        role.Board.Unclean.ShouldBeNull();
        role.Commits.ShouldBeEmpty();
    }

    [Fact]
    public void A_drain_without_an_end_is_abandoned_and_reported()
    {
        var role = new ScriptedRole { CommitGate = new TaskCompletionSource().Task };
        var owner = Start(role);
        AwaitAssert(() => role.Board.Phases[3].ShouldBe(PartitionPhase.Live), _patience, _lookAgain);
        AwaitAssert(() => role.HasBegun.ShouldBeTrue(), _patience, _lookAgain); // else there is nothing to wait for
        owner.Tell(LeavePartition.Instance);
        AwaitAssert(() => role.Board.Phases[3].ShouldBe(PartitionPhase.Draining), _patience, _lookAgain);

        Time.Advance(role.DrainMax);

        ExpectTerminated(owner, _patience);
        role.Board.Unclean.ShouldBeOfType<TimeoutException>().Message.ShouldContain("Kafka:RequestTimeoutMs (30000)");
    }

    [Fact]
    public void The_end_of_a_span_ends_the_owner()
    {
        var role = new ScriptedRole { IsSpan = true };
        var owner = Start(role);

        ExpectTerminated(owner, _patience);
        role.Commits.ShouldBe([2, 4]);
        role.Board.HasEnded(3).ShouldBeTrue();
    }

    [Fact]
    public void A_failure_that_passes_is_tried_again_under_the_same_lease_after_a_wait()
    {
        var role = new ScriptedRole().FailOpening(new KafkaException(ErrorCode.NotCoordinatorForGroup));
        Start(role);
        AwaitAssert(() => role.Board.Phases[3].ShouldBe(PartitionPhase.Backoff), _patience, _lookAgain);
        role.Commits.ShouldBeEmpty();

        AdvanceUntil(TimeSpan.FromMilliseconds(200), () => role.Commits.Count == 2);

        role.HadLease.ShouldBe([false, true]);
        role.Board.Restarts.Where(one => one.Count > 0).ShouldBe([("broker", 1L)]);
    }

    // Taking the partition back at once would make two owners take it from each other without end.
    [Fact]
    public void Who_was_superseded_gives_its_lease_up_and_waits_for_the_cluster()
    {
        var role = new ScriptedRole { CommitFailure = _fenced };
        Start(role);
        AwaitAssert(() => role.Board.Phases.GetValueOrDefault(3).ShouldBe(PartitionPhase.Backoff), _patience, _lookAgain);
        role.CommitFailure = null;

        Time.Advance(TimeSpan.FromSeconds(5));
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        role.HadLease.Count.ShouldBe(1);
        AdvanceUntil(TimeSpan.FromSeconds(1), () => role.Commits.Count == 2);

        role.HadLease.ShouldBe([false, false]);
        role.Board.Restarts.Where(one => one.Count > 0).ShouldBe([("superseded", 1L)]);
    }

    [Fact]
    public void A_superseded_owner_that_is_told_to_leave_ends_at_once()
    {
        var role = new ScriptedRole { CommitFailure = _fenced };
        var owner = Start(role);
        AwaitAssert(() => role.Board.Phases.GetValueOrDefault(3).ShouldBe(PartitionPhase.Backoff), _patience, _lookAgain);

        owner.Tell(LeavePartition.Instance);

        ExpectTerminated(owner, _patience);
    }

    [Fact]
    public async Task A_bug_is_not_tried_again_but_stops_the_node()
    {
        var role = new ScriptedRole().FailOpening(new InvalidDataException("Damaged."));
        var owner = Start(role);

        ExpectTerminated(owner, _patience);
        (await role.Board.Failure).ShouldBeOfType<ShardFailedException>().InnerException.ShouldBeOfType<InvalidDataException>();
    }

    [Fact]
    public void A_question_to_a_partition_that_is_not_live_is_answered_with_the_reason()
    {
        var owner = Start(new ScriptedRole().HangOpening());

        owner.Tell(new TrendingQuery(3), TestActor);

        ExpectMsg<PartitionUnavailable>(_patience).Why.ShouldBe("partition 3 is being opened");
    }

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    private IActorRef Start(ScriptedRole role) =>
        Watch(Sys.ActorOf(PartitionActor.Props(role, 3, NullLogger.Instance), "partition-3"));

    /// <summary>Moves the clock in steps: the timer is set a moment after the phase shows.</summary>
    private void AdvanceUntil(TimeSpan step, Func<bool> isSo) => AwaitCondition(
        () =>
        {
            Time.Advance(step);
            return isSo();
        },
        _patience, _stepAgain);
}
