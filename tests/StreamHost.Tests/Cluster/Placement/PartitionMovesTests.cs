using System.Text;
using StreamReco.StreamHost.Cluster.Messages;
using StreamReco.StreamHost.Cluster.Placement;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Cluster.Placement;

public sealed class PartitionMovesTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly PartitionMoves _moves;
    private readonly List<PartitionMove> _moved = [];

    public PartitionMovesTests() => _moves = new PartitionMoves(_time);

    [Fact]
    public void A_first_opening_is_no_move()
    {
        Say("a:1", (3, "opening", 0));
        Say("a:1", (3, "live", 1));

        _moved.ShouldBeEmpty();
        Place().ShouldBe("a:1 Live from -");
    }

    [Fact]
    public void A_planned_move_lasts_from_the_begin_of_the_drain_to_live_at_the_other_node()
    {
        Say("a:1", (3, "live", 1));
        Say("a:1", (3, "draining", 1));
        _time.AdvanceMs(300);
        Say("a:1");
        Place().ShouldBe("a:1 Moving from -");
        _time.AdvanceMs(200);
        Say("b:2", (3, "opening", 0));
        Place().ShouldBe("b:2 Opening from a:1");
        _time.AdvanceMs(400);
        Say("b:2", (3, "live", 2));

        _moved.Single().ShouldBe(new PartitionMove(3, "a:1", "b:2", "planned", _time.GetUtcNow(), 0.9));
        _moves.Moves.ShouldBe(_moved);
        Place().ShouldBe("b:2 Live from -");
    }

    // Words of two senders may overtake each other.
    [Fact]
    public void The_new_owner_may_speak_before_the_old_one_says_that_it_is_done()
    {
        Say("a:1", (3, "live", 1));
        Say("a:1", (3, "draining", 1));
        Say("b:2", (3, "opening", 0));
        Say("a:1", (3, "draining", 1));
        Place().ShouldBe("b:2 Opening from a:1");
        Say("b:2", (3, "live", 2));
        Say("a:1");

        _moved.Count.ShouldBe(1);
        Place().ShouldBe("b:2 Live from -");
    }

    [Fact]
    public void A_lost_node_s_partition_is_away_from_the_node_s_last_word_on()
    {
        Say("a:1", (3, "live", 1));
        _time.AdvanceMs(4_000);
        _moves.Lose("a:1", 1).ShouldBeTrue();
        Place().ShouldBe("a:1 Lost from -");
        _time.AdvanceMs(1_000);
        Say("b:2", (3, "opening", 0));
        Say("b:2", (3, "live", 2));

        _moved.Single().ShouldBe(new PartitionMove(3, "a:1", "b:2", "lost", _time.GetUtcNow(), 5));
    }

    [Fact]
    public void A_node_that_was_only_silent_has_lost_nothing()
    {
        Say("a:1", (3, "live", 1));
        _moves.Lose("a:1", 1);
        Say("a:1", (3, "live", 1));

        Place().ShouldBe("a:1 Live from -");
        Say("a:1", (3, "draining", 1));
        _time.AdvanceMs(100);
        Say("b:2", (3, "live", 2));
        _moved.Single().Seconds.ShouldBe(0.1);
        _moved.Single().Cause.ShouldBe("planned");
    }

    [Fact]
    public void A_node_that_left_in_good_order_has_lost_nothing_either()
    {
        Say("a:1", (3, "live", 1));
        Say("a:1", (3, "draining", 1));
        Say("a:1");
        _moves.Lose("a:1", 1).ShouldBeFalse();
        _moves.Forget("a:1", 1);
        Say("b:2", (3, "live", 2));

        _moved.Single().Cause.ShouldBe("planned");
    }

    [Fact]
    public void A_failure_at_its_owner_is_no_move()
    {
        Say("a:1", (3, "live", 1));
        Say("a:1", (3, "backoff", 0));
        Say("a:1", (3, "opening", 0));
        Say("a:1", (3, "live", 2));

        _moved.ShouldBeEmpty();
    }

    [Fact]
    public void A_process_that_was_started_again_at_the_same_address_is_another_owner()
    {
        Say("a:1", (3, "live", 1));
        _moves.Lose("a:1", 1);
        Say("a:1", uid: 2, (3, "live", 2));

        _moved.Single().ShouldBe(new PartitionMove(3, "a:1", "a:1", "lost", _time.GetUtcNow(), 0));
    }

    // A stalled owner wakes up and speaks as before; the lease has gone on.
    [Fact]
    public void Of_two_owners_the_one_with_the_newer_lease_counts()
    {
        Say("a:1", (3, "live", 1));
        _moves.Lose("a:1", 1);
        Say("b:2", (3, "live", 2));
        Say("a:1", (3, "live", 1));
        Say("a:1", (3, "opening", 0));
        Place().ShouldBe("b:2 Live from -");

        _moved.Count.ShouldBe(1);
    }

    [Fact]
    public void The_newest_moves_are_kept()
    {
        for (var i = 0; i <= PartitionMoves.MovesMax; i++)
        {
            Say($"n:{i}", (3, "live", i + 1));
        }

        Say("n:x", (3, "live", 1_000));
        _moves.Moves.Count.ShouldBe(PartitionMoves.MovesMax);
        _moves.Moves[0].To.ShouldBe("n:x");
    }

    /// <summary>Bytes that other versions of the program read and write: a change here breaks a rolling restart.</summary>
    [Fact]
    public void The_message_keeps_its_bytes()
    {
        var table = new NodeMessageTable(PlacementMessageTable.Messages);
        var said = new NodePartitions("h:1", -7, "n", 5, [new PartitionStatus(3, "live", 2, 40)]);
        const string Bytes =
            """{"address":"h:1","uid":-7,"node":"n","up_since_ms":5,"partitions":[{"partition":3,"state":"live","epoch":2,"committed":40}]}""";

        table.Of(said).Manifest.ShouldBe("node-partitions-1");
        Encoding.UTF8.GetString(table.Of(said).Write(said)).ShouldBe(Bytes);
        table.Read(Encoding.UTF8.GetBytes(Bytes), "node-partitions-1").ShouldBeOfType<NodePartitions>().Partitions.ShouldBe(said.Partitions);
    }

    private string Place() => _moves.Places.Select(place => $"{place.Owner} {place.State} from {place.From ?? "-"}").Single();

    private void Say(string address, params (int Partition, string State, long Epoch)[] partitions) => Say(address, 1, partitions);

    private void Say(string address, long uid, params (int Partition, string State, long Epoch)[] partitions) =>
        _moves.Take(
            new NodePartitions(address, uid, "n", null, [.. partitions.Select(one => new PartitionStatus(one.Partition, one.State, one.Epoch, null))]),
            _moved);
}
