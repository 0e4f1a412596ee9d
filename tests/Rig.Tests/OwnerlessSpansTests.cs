using StreamReco.Rig.Checking;

namespace StreamReco.Rig.Tests;

/// <summary>The chaos run sees a partition that nobody owns.</summary>
public sealed class OwnerlessSpansTests
{
    private readonly OwnerlessSpans _spans = new(partitions: 2);

    [Fact]
    public void A_partition_that_nobody_takes_over_within_the_bound_is_reported_with_the_last_fault()
    {
        Look(10, 0, 1);
        Fault(12, "NodeKilled");
        Look(43, 0);

        _spans.Violations.ShouldBe(["partition 1 had no owner for 31.0 s after NodeKilled"]);
        _spans.AllOwned.ShouldBeFalse();
    }

    [Fact]
    public void It_stays_reported_when_somebody_takes_it_over_later()
    {
        Fault(0, "NodeKilled");
        Look(31, 0);
        Look(32, 0, 1);
        Look(60, 0, 1);

        _spans.Violations.ShouldBe(["partition 1 had no owner for 31.0 s after NodeKilled"]);
        _spans.AllOwned.ShouldBeTrue();
        _spans.Longest.ShouldBe(new OwnerlessSpan(1, TimeSpan.FromSeconds(31), TimeSpan.Zero, "NodeKilled"));
    }

    [Fact]
    public void A_further_fault_begins_the_span_anew()
    {
        Fault(0, "NodeKilled");
        Look(20, 0);
        Fault(21, "the end of BrokerKilled");
        Look(50, 0);
        Look(51, 0, 1);

        _spans.Violations.ShouldBeEmpty();
        _spans.Longest.ShouldBe(new OwnerlessSpan(1, TimeSpan.FromSeconds(29), TimeSpan.Zero, "the end of BrokerKilled"));
    }

    [Fact]
    public void A_span_begins_where_the_partition_was_seen_last()
    {
        Fault(0, "NodeKilled");
        Look(40, 0, 1);
        Look(50, 0);

        _spans.Violations.ShouldBeEmpty();
        _spans.Longest.ShouldBe(new OwnerlessSpan(1, TimeSpan.FromSeconds(10), TimeSpan.Zero, "NodeKilled"));
    }

    [Fact]
    public void Time_in_which_kafka_served_no_transaction_is_named_and_not_counted()
    {
        Fault(10, "BrokerKilled");
        _spans.NoteUnserved(1, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(25));
        Look(50, 0);

        _spans.Violations.ShouldBeEmpty();
        _spans.Longest.ShouldBe(new OwnerlessSpan(1, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(15), "BrokerKilled"));

        Look(56, 0);

        _spans.Violations.ShouldBe(
            ["partition 1 had no owner for 31.0 s after BrokerKilled, beside 15.0 s in which Kafka served no transaction"]);
    }

    [Fact]
    public void What_kafka_did_not_serve_before_a_further_fault_is_not_taken_off_the_next_span()
    {
        Fault(0, "BrokerKilled");
        _spans.NoteUnserved(1, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Fault(20, "the end of BrokerKilled");
        Look(51, 0);

        _spans.Violations.ShouldBe(["partition 1 had no owner for 31.0 s after the end of BrokerKilled"]);
    }

    private void Fault(int seconds, string what) => _spans.NoteFault(TimeSpan.FromSeconds(seconds), what);

    private void Look(int seconds, params int[] owned) => _spans.Look(TimeSpan.FromSeconds(seconds), owned.ToHashSet());
}
