using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Decoding;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cli.Rejected;

namespace StreamReco.StreamHost.Tests.Cli.Rejected;

public sealed class RejectedReadingTests
{
    [Fact]
    public void What_the_encoder_split_is_joined_to_the_same_bytes_in_any_order_and_with_repeats() =>
        Prop.ForAll<byte[], int>((payload, seed) =>
        {
            KeyValuePair<string, byte[]>[] headers = [new("h", [1, 255])];
            var records = RejectedSamples
                .Encode(3, payload, RejectedSamples.NoType, payloadBytesMax: 4, headers: headers).Select(RejectedSamples.Parse).ToArray();
            RejectedEntry[] mixed = [.. records, records[0]];
            new Random(seed).Shuffle(mixed);
            var parts = new RejectedParts();
            Array.ForEach(mixed, parts.Add);

            var joined = parts.Join(out var incomplete).ShouldHaveSingleItem();

            incomplete.ShouldBe(0);
            joined.Payload.ShouldBe(payload);
            joined.Headers.Single().Value.ShouldBe([1, 255]);
            joined.Origin.ShouldBe(new RecordOrigin("clicks", 0, 3));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_record_with_a_part_missing_is_counted_and_not_joined()
    {
        var records = RejectedSamples.Encode(3, new byte[10], RejectedSamples.NoType, payloadBytesMax: 4);
        var parts = new RejectedParts();
        parts.Add(RejectedSamples.Parse(records[0]));
        parts.Add(RejectedSamples.Parse(records[2]));

        parts.Join(out var incomplete).ShouldBeEmpty();

        incomplete.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"origin":7}""")]
    public void What_is_no_rejected_record_is_told_from_one(string value) =>
        RejectedParser.Parse(new LogRecord(0, 0, null, System.Text.Encoding.UTF8.GetBytes(value), null)).ShouldBeNull();

    [Fact]
    public void The_summary_counts_a_split_record_once_and_names_the_newest()
    {
        var summary = new RejectedSummary();
        foreach (var record in RejectedSamples.Encode(3, new byte[10], RejectedSamples.NoType, payloadBytesMax: 4)
            .Concat(RejectedSamples.Encode(9, [1], RejectedSamples.NoType))
            .Concat(RejectedSamples.Encode(4, [1], new ValidationFailure(FailureType.Late, "timestamp", "Late."))))
        {
            summary.Add(RejectedSamples.Parse(record));
        }

        summary.Groups.Select(group => (group.Reason, group.Field, group.Records)).ShouldBe(
            [("invalid", "event_type", 2L), ("late", "timestamp", 1L)]);
        summary.Groups[0].Newest.Offset.ShouldBe(9);
    }

    [Theory]
    [InlineData(RejectedStatus.Open, 2, 8)]
    [InlineData(RejectedStatus.Repaired, 1, 9)]
    [InlineData(RejectedStatus.Any, 3, 9)]
    public void What_was_sent_again_is_counted_and_only_records_with_the_status_are_listed(string status, long listed, long newest)
    {
        var summary = new RejectedSummary(new HashSet<RecordOrigin> { new("clicks", 0, 9) }, status);
        foreach (var record in new[] { 7, 9, 8 }.SelectMany(offset => RejectedSamples.Encode(offset, [1], RejectedSamples.NoType)))
        {
            var entry = RejectedSamples.Parse(record);
            summary.Add(entry with { RejectedAt = DateTimeOffset.UnixEpoch.AddMinutes(entry.Origin.Offset) });
        }

        var group = summary.Groups.ShouldHaveSingleItem();
        (group.Records, group.Repaired, group.Listed, group.Newest.Offset).ShouldBe((3, 1, listed, newest));
        summary.Seen.ShouldBe(3);
        summary.OldestMs.ShouldBe(RejectedSamples.ReceivedMs);
    }

    [Fact]
    public void A_group_whose_records_were_all_sent_again_is_not_listed_as_open()
    {
        var summary = new RejectedSummary(new HashSet<RecordOrigin> { new("clicks", 0, 9) }, RejectedStatus.Open);

        summary.Add(RejectedSamples.Parse(RejectedSamples.Encode(9, [1], RejectedSamples.NoType).Single()));

        summary.Groups.ShouldBeEmpty();
    }

    [Fact]
    public void The_newest_are_kept_in_whatever_order_the_partitions_come()
    {
        var newest = new NewestRejected(2);
        foreach (var minute in new[] { 3, 1, 4, 2 })
        {
            var entry = RejectedSamples.Entry("{}");
            newest.Add(entry with
            {
                Origin = entry.Origin with { Offset = minute },
                RejectedAt = DateTimeOffset.UnixEpoch.AddMinutes(minute),
            });
        }

        newest.Join().Select(entry => entry.Origin.Offset).ShouldBe([4, 3]);
    }

    [Theory]
    [InlineData("clicks/2@1234", true)]
    [InlineData("a/b/0@0", true)]
    [InlineData("clicks/2", false)]
    [InlineData("/2@3", false)]
    [InlineData("clicks/x@3", false)]
    [InlineData("clicks/2@-3", false)]
    public void An_origin_is_read_as_it_is_written(string text, bool isOne)
    {
        RecordOrigin.TryParse(text, out var origin).ShouldBe(isOne);

        (origin?.ToString() ?? text).ShouldBe(text);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_escaped_and_text_is_left_alone() =>
        PayloadText.Of([.. "{\"a\":\"ö\"}"u8, 0xff, 0x1b]).ShouldBe("{\"a\":\"ö\"}\\xff\\x1b");
}
