using System.Text;
using System.Text.Json;
using StreamReco.Models.Decoding;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Time;

namespace StreamReco.Stages.Tests.Shards;

public sealed class RepartitionStageTests
{
    private const long T = Scenario.StartMs;
    private const int Targets = 4;

    private readonly RepartitionStage _stage = new(new ShardId("g", "clicks", 6), new EventLimits(), Targets);

    [Fact]
    public void A_click_goes_under_its_user_with_bytes_time_and_headers_as_they_came_and_says_where_it_stood()
    {
        var click = EventBytes.View("ann", "i1", T);

        var record = Carry(new LogRecord(17, T + 5, "session 9"u8.ToArray(), click, [Header("traceparent", "00-1")]));

        Text(record.Key).ShouldBe("ann");
        record.Value.ShouldBeSameAs(click);
        record.Forwarded!.TimestampMs.ShouldBe(T + 5);
        record.Forwarded.Partition.ShouldBeNull();
        record.Forwarded.Headers.Select(h => $"{h.Key}={Text(h.Value)}")
            .ShouldBe(["traceparent=00-1", "streamreco-origin=clicks/6@17", "streamreco-origin-key=session 9"]);
    }

    [Fact]
    public void Origins_that_a_sender_made_up_are_not_believed()
    {
        var record = Carry(new LogRecord(
            17, T, null, EventBytes.View("ann", "i1", T), [Header(OriginHeaders.Origin, "clicks/0@1"), Header(OriginHeaders.Key, "x")]));

        record.Forwarded!.Headers.Select(h => $"{h.Key}={Text(h.Value)}").ShouldBe(["streamreco-origin=clicks/6@17"]);
    }

    [Fact]
    public void What_names_no_user_keeps_its_key_and_stays_with_its_neighbours()
    {
        var record = Carry(new LogRecord(1, T, "k"u8.ToArray(), "{"u8.ToArray(), null));

        (Text(record.Key), record.Forwarded!.Partition).ShouldBe(("k", 6 % Targets));
        Carry(new LogRecord(1, T, null, null, null)).Key.ShouldBeNull();
    }

    [Fact]
    public void A_bad_event_that_names_its_user_goes_where_the_user_s_good_ones_go()
    {
        var bad = """{"user_id":"ann","event_id":"e","event_type":"no such type","timestamp":1}"""u8.ToArray();

        Text(Carry(new LogRecord(1, T, null, bad, null)).Key).ShouldBe("ann");
    }

    [Fact]
    public void Ticks_stay_behind_and_an_erasure_goes_into_every_partition()
    {
        var tick = new LogRecord(1, T, null, "{}"u8.ToArray(), [Header(ControlHeaders.Punctuation, "")]);
        var erasure = new LogRecord(2, T, "ann"u8.ToArray(), "{}"u8.ToArray(), [Header(ControlHeaders.Erasure, "")]);

        var carried = Run(tick, erasure);

        carried.Select(record => record.Forwarded!.Partition).ShouldBe([0, 1, 2, 3]);
        carried.ShouldAllBe(record => Text(record.Key) == "ann" && record.Forwarded!.Headers.Single().Key == ControlHeaders.Erasure);
    }

    [Fact]
    public void A_rejected_record_that_was_carried_names_where_it_stood_at_first_with_the_key_that_it_had()
    {
        var carried = Carry(new LogRecord(17, T, "session 9"u8.ToArray(), "{"u8.ToArray(), [Header("a", "b")]));
        var behind = new LogRecord(400, T, carried.Key, carried.Value, carried.Forwarded!.Headers);
        using var encoder = new RejectedEncoder(
            new ShardId("g", "clicks.by-user", 2), "1", 100, new ManualTimeProvider(), isForwarded: true);
        var written = new List<OutboundRecord>();

        encoder.Encode(new RejectedRecord(behind, new ValidationFailure(FailureType.Malformed, null, "m")), written);

        var rejected = written.ShouldHaveSingleItem();
        var json = JsonSerializer.Deserialize<JsonElement>(rejected.Value);
        Text(rejected.Key).ShouldBe("session 9");
        json.GetProperty("origin").GetRawText().ShouldBe($$"""{"topic":"clicks","partition":6,"offset":17,"timestamp":{{T}}}""");
        json.GetProperty("headers").EnumerateArray().Select(h => h.GetProperty("name").GetString()).ShouldBe(["a"]);
    }

    private static KeyValuePair<string, byte[]> Header(string name, string value) => KeyValuePair.Create(name, Encoding.UTF8.GetBytes(value));

    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);

    private OutboundRecord Carry(LogRecord record) => Run(record).ShouldHaveSingleItem();

    private List<OutboundRecord> Run(params LogRecord[] records)
    {
        var output = new List<OutboundRecord>();
        _stage.Run(new RecordBatch(records, records[^1].Offset + 1), output);
        output.ShouldAllBe(record => record.Topic == OutboundTopic.ByUser);
        return output;
    }
}
