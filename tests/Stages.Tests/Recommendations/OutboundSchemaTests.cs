using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Json.Schema;
using StreamReco.Models.Decoding;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Records;
using StreamReco.Stages.Tests.Shards;
using StreamReco.TestKit;
using StreamReco.TestKit.Time;
using Outcome = StreamReco.Stages.Tests.Shards.Outcome;

namespace StreamReco.Stages.Tests.Recommendations;

/// <summary>Everything that leaves the path keeps the contract of its topic.</summary>
public sealed class OutboundSchemaTests
{
    private static readonly JsonSchema _recommendation = JsonSchemaCheck.Load("recommendation");
    private static readonly JsonSchema _rejected = JsonSchemaCheck.Load("rejected");

    [Fact]
    public void Every_record_of_any_log_keeps_its_schema() =>
        Prop.ForAll(Scenario.Any(), scenario =>
        {
            foreach (var record in Outcome.OfOneBatch(scenario.Setup(), scenario.Log()).Records.Where(record => record.Value is not null))
            {
                var schema = record.Topic == OutboundTopic.Recommendations ? _recommendation : _rejected;
                JsonSchemaCheck.Violations(schema, record.Value).ShouldBeEmpty();
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(350, 4)]
    public void A_payload_is_kept_whole_over_as_many_parts_as_it_needs(int length, int parts)
    {
        var payload = new byte[length];
        new Random(length).NextBytes(payload);
        var records = Encode(payload, key: [1, 2]);

        records.Count.ShouldBe(parts);
        records.SelectMany(record => Json(record).GetProperty("payload").GetBytesFromBase64()).ShouldBe(payload);
        records.ShouldAllBe(record => record.Topic == OutboundTopic.Rejected && record.Key!.Length == 2);
        records.SelectMany(record => JsonSchemaCheck.Violations(_rejected, record.Value)).ShouldBeEmpty();
        if (parts > 1)
        {
            records.Select(record => Json(record).GetProperty("part").GetInt32()).ShouldBe(Enumerable.Range(1, parts));
        }
    }

    [Fact]
    public void A_tombstone_without_a_key_is_kept_as_an_empty_payload()
    {
        var record = Encode(payload: null, key: null).ShouldHaveSingleItem();

        record.Key.ShouldBeNull();
        Json(record).GetProperty("payload").GetString().ShouldBe("");
    }

    [Fact]
    public void Headers_are_kept_because_a_binary_cloud_event_is_half_of_them()
    {
        var shard = new ShardId("g", "clicks", 0);
        using var encoder = new RejectedEncoder(shard, "1.0", 100, new ManualTimeProvider());
        var raw = new LogRecord(1, 0, null, [1], [KeyValuePair.Create("ce_id", "a"u8.ToArray()), KeyValuePair.Create("ce_type", "b"u8.ToArray())]);
        var target = new List<OutboundRecord>();

        encoder.Encode(new RejectedRecord(raw, new ValidationFailure(FailureType.Late, null, "late")), target);

        var record = target.ShouldHaveSingleItem();
        Json(record).GetProperty("headers").EnumerateArray()
            .Select(header => (header.GetProperty("name").GetString(), header.GetProperty("value").GetBytesFromBase64().Single()))
            .ShouldBe([("ce_id", (byte)'a'), ("ce_type", (byte)'b')]);
        JsonSchemaCheck.Violations(_rejected, record.Value).ShouldBeEmpty();
    }

    [Fact]
    public void A_rejected_record_says_why_and_where_it_stood()
    {
        var json = Json(Encode([7], key: null)[0]);

        json.GetProperty("failure_type").GetString().ShouldBe("late");
        json.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("timestamp");
        json.GetProperty("errors")[0].GetProperty("message").GetString().ShouldBe("Too \"late\".");
        json.GetProperty("origin").GetRawText().ShouldBe("""{"topic":"clicks","partition":2,"offset":17,"timestamp":1768478400000}""");
        json.GetProperty("rejected_at").GetString().ShouldBe("2026-01-15T12:00:00Z");
        json.GetProperty("component_version").GetString().ShouldBe("1.2.3");
    }

    [Fact]
    public void An_answer_is_keyed_by_its_user_and_named_by_its_click()
    {
        var scenario = new Scenario([new Click(ClickKind.View, 4, 1, 250)], [], IntervalMs: 0);
        var record = Outcome.OfOneBatch(scenario.Setup(), scenario.Log()).Records.ShouldHaveSingleItem();
        var json = Json(record);

        Encoding.UTF8.GetString(record.Key!).ShouldBe("u4");
        json.GetProperty("recommendation_id").GetString().ShouldBe("0-0-A");
        json.GetProperty("as_of").GetString().ShouldBe("2026-01-15T12:00:00.25Z");
        json.GetProperty("session_id").GetString().ShouldBe("u4:1768478400250");
        json.GetProperty("origin").GetRawText().ShouldBe("""{"topic":"clicks","partition":0,"offset":0}""");
        json.GetProperty("model").GetProperty("version").GetString().ShouldBe(scenario.Setup().Model.Manifest.Version);
        json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("rank").GetInt32()).ShouldBe([1, 2, 3, 4]);
    }

    private static JsonElement Json(OutboundRecord record) => JsonSerializer.Deserialize<JsonElement>(record.Value);

    private static List<OutboundRecord> Encode(byte[]? payload, byte[]? key)
    {
        using var encoder = new RejectedEncoder(new ShardId("g", "clicks", 2), "1.2.3", payloadBytesMax: 100, new ManualTimeProvider());
        var records = new List<OutboundRecord>();
        var raw = new LogRecord(17, 1_768_478_400_000, key, payload, null);
        encoder.Encode(new RejectedRecord(raw, new ValidationFailure(FailureType.Late, "timestamp", "Too \"late\".")), records);
        return records;
    }
}
