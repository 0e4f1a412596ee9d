using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;
using StreamReco.Stages.Records;
using StreamReco.Stages.Streams;

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

    private (IPartitionControl Control, TestSubscriber.Probe<RecordBatch> Sink) Run(ScriptedReader reader)
    {
        var source = new PartitionSource(() => reader, "test", 0, 2, TimeProvider.System);
        return Source.FromGraph(source).ToMaterialized(this.SinkProbe<RecordBatch>(), Keep.Both).Run(Sys.Materializer());
    }
}
