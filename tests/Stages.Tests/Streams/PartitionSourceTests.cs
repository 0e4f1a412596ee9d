using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;
using StreamReco.Stages.Records;
using StreamReco.Stages.Streams;
using StreamReco.TestKit.Time;

namespace StreamReco.Stages.Tests.Streams;

public sealed class PartitionSourceTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Without_demand_nothing_is_read()
    {
        var reader = new ScriptedReader(records: 10);
        var (control, sink) = Run(reader);
        sink.EnsureSubscription();
        sink.ExpectNoMsg(_moment);
        reader.Reads.ShouldBe(0);
        control.IsHeldBack.ShouldBeTrue();

        sink.Request(1);
        sink.ExpectNext(_patience).NextOffset.ShouldBe(2);
        sink.ExpectNoMsg(_moment);
        (control.NextOffset, control.IsHeldBack).ShouldBe((2, true));
    }

    [Fact]
    public void Batches_come_in_order_and_the_end_of_a_span_ends_the_stream()
    {
        var reader = new ScriptedReader(records: 6);
        var (_, sink) = Run(reader);

        sink.Request(10);

        sink.ExpectNext(_patience).Records.Select(record => record.Offset).ShouldBe([0, 1]);
        sink.ExpectNext(_patience).Records.Select(record => record.Offset).ShouldBe([2, 3]);
        sink.ExpectNext(_patience).Records.Select(record => record.Offset).ShouldBe([4, 5]);
        sink.ExpectComplete();
        reader.Closed.Wait(_patience).ShouldBeTrue();
    }

    [Fact]
    public void A_drained_source_hands_on_what_it_has_read_and_reads_no_more()
    {
        var reader = new ScriptedReader(records: 100);
        var (control, sink) = Run(reader);
        sink.Request(1);
        sink.ExpectNext(_patience);

        control.Drain();
        sink.Request(10);

        sink.ExpectComplete();
        reader.Closed.Wait(_patience).ShouldBeTrue();
        control.NextOffset.ShouldBe(2);
    }

    [Fact]
    public void A_reader_that_fails_fails_the_stream()
    {
        var reader = new ScriptedReader(records: 100) { Failure = new IOException("The broker is gone.") };
        var (_, sink) = Run(reader);

        sink.Request(1);

        sink.ExpectError().ShouldBeOfType<IOException>().Message.ShouldBe("The broker is gone.");
        reader.Closed.Wait(_patience).ShouldBeTrue();
    }

    [Fact]
    public void A_reader_that_cannot_be_opened_fails_the_stream()
    {
        var source = new PartitionSource(() => throw new IOException("No."), "test", 0, 2, TimeProvider.System);
        var sink = Source.FromGraph(source).RunWith(this.SinkProbe<RecordBatch>(), Sys.Materializer());

        sink.Request(1);

        sink.ExpectError().ShouldBeOfType<IOException>();
    }

    [Fact]
    public void A_stream_that_is_cancelled_closes_its_reader()
    {
        var reader = new ScriptedReader(records: 100);
        var (_, sink) = Run(reader);
        sink.Request(1);
        sink.ExpectNext(_patience);

        sink.Cancel();

        reader.Closed.Wait(_patience).ShouldBeTrue();
    }

    [Fact]
    public void In_silence_empty_batches_say_that_time_passes_and_only_where_they_are_wanted()
    {
        var time = new ManualTimeProvider();
        var (control, sink) = Run(new ScriptedReader(records: 2) { StaysOpen = true }, time, TimeSpan.FromSeconds(10));
        var (_, without) = Run(new ScriptedReader(records: 2) { StaysOpen = true }, time, quietEvery: default);
        sink.Request(10);
        without.Request(10);
        sink.ExpectNext(_patience).Records.Count.ShouldBe(2);
        without.ExpectNext(_patience).Records.Count.ShouldBe(2);
        var readAt = control.LastRecordAt;

        time.AdvanceMs(9_999);
        sink.ExpectNoMsg(_moment);
        for (var silence = 0; silence < 2; silence++)
        {
            time.AdvanceMs(10_000);
            var empty = sink.ExpectNext(_patience);
            (empty.Records.Count, empty.NextOffset).ShouldBe((0, 2));
            sink.ExpectNoMsg(_moment);
        }

        without.ExpectNoMsg(_moment);
        control.LastRecordAt.ShouldBe(readAt, "nothing was read since");
        sink.Cancel();
        without.Cancel();
    }

    private (IPartitionControl Control, TestSubscriber.Probe<RecordBatch> Sink) Run(
        ScriptedReader reader, TimeProvider? time = null, TimeSpan quietEvery = default)
    {
        var source = new PartitionSource(() => reader, "test", 0, 2, time ?? TimeProvider.System) { QuietEvery = quietEvery };
        return Source.FromGraph(source).ToMaterialized(this.SinkProbe<RecordBatch>(), Keep.Both).Run(Sys.Materializer());
    }
}
