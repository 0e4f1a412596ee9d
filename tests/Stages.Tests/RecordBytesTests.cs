using StreamReco.Stages.Records;

namespace StreamReco.Stages.Tests;

public sealed class RecordBytesTests
{
    [Fact]
    public void A_record_that_is_kept_has_bytes_of_its_own()
    {
        var buffer = new ByteBuffer(16);
        var record = new OutboundRecord(OutboundTopic.Recommendations, null, null)
        {
            KeyBytes = buffer.Add("ann"),
            ValueBytes = buffer.Add("answer"u8),
        };
        var kept = record.ToOwned();
        buffer.Clear();
        buffer.Add("XXXXXXXXX"u8);

        kept.Key.ShouldBe("ann"u8.ToArray());
        kept.Value.ShouldBe("answer"u8.ToArray());
        record.Value.ShouldBe("XXXXXX"u8.ToArray());
    }

    [Fact]
    public void What_outgrows_a_buffer_leaves_the_earlier_bytes_where_they_are()
    {
        var buffer = new ByteBuffer(4);
        var first = buffer.Add("abc"u8);
        var second = buffer.Add("defghijkl"u8);
        var third = buffer.Add("mno"u8);

        (Text(first), Text(second), Text(third)).ShouldBe(("abc", "defghijkl", "mno"));
    }

    [Fact]
    public void A_cleared_buffer_uses_its_blocks_again()
    {
        var buffer = new ByteBuffer(8);
        byte[][] Blocks() => [.. Enumerable.Range(0, 5).Select(_ => buffer.Add("abcde"u8).Shared)];
        var first = Blocks();
        buffer.Clear();
        var second = Blocks();

        first.Distinct().Count().ShouldBe(5);
        second.ShouldBe(first);
    }

    [Fact]
    public void No_bytes_and_none_at_all_are_told_apart()
    {
        var buffer = new ByteBuffer(4);
        var records = new RecordBuffer(_ => { });
        records.Add(7, 8, [], hasKey: false, [], hasValue: true, null);

        RecordBytes.Of(null).IsNull.ShouldBeTrue();
        default(RecordBytes).ToArray().ShouldBeNull();
        buffer.Add([]).IsNull.ShouldBeFalse();
        records.Records[0].Key.ShouldBeNull();
        records.Records[0].Value.ShouldBe([]);
    }

    [Fact]
    public void Only_shared_bytes_have_an_address()
    {
        new ByteBuffer(4).Add("a"u8).Address.ShouldNotBe(0);
        Should.Throw<InvalidOperationException>(() => { _ = RecordBytes.Of([1]).Address; });
        Should.Throw<InvalidOperationException>(() => RecordBytes.Of([1]).Shared);
    }

    [Fact]
    public void A_buffer_of_records_goes_back_empty()
    {
        RecordBuffer? back = null;
        var records = new RecordBuffer(buffer => back = buffer);
        records.Add(1, 2, "k"u8, hasKey: true, "v"u8, hasValue: true, null);
        records.Records[0].ValueBytes.Span.SequenceEqual("v"u8).ShouldBeTrue();

        records.Dispose();

        back.ShouldBe(records);
        records.Records.ShouldBeEmpty();
    }

    private static string Text(RecordBytes bytes) => System.Text.Encoding.UTF8.GetString(bytes.Span);
}
