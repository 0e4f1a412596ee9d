using System.Text;
using System.Text.Json.Nodes;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Stages;
using StreamReco.Stages.Decoding;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cli.Rejected;

namespace StreamReco.StreamHost.Tests.Cli.Rejected;

public sealed class RepairTests : IDisposable
{
    private const string Valid =
        """{"event_id":"e1","event_type":"view_item","user_id":"u1","item_id":"i1","timestamp":1750000000000}""";

    private const string WithoutId =
        """{"event_type":"view_item","user_id":"u1","item_id":"i1","timestamp":1750000000000}""";

    private readonly TemporaryFolder _folder = new();
    private readonly ResendCheck _check = new(new PipelineOptions(), "clicks");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_event_s_own_id_is_kept_and_the_origin_is_linked()
    {
        var entry = RejectedSamples.Entry(Valid);

        var click = _check.Make(entry, entry.Payload, out _).ShouldNotBeNull();

        click.Value.ShouldBe(entry.Payload);
        click.TimestampMs.ShouldBe(RejectedSamples.ReceivedMs);
        click.Headers.Single().Key.ShouldBe("streamreco-repaired-from");
        Encoding.UTF8.GetString(click.Headers.Single().Value).ShouldBe("clicks/0@7");
    }

    [Fact]
    public void An_event_without_id_gets_the_same_one_at_every_repair_and_another_event_another()
    {
        var entry = RejectedSamples.Entry(WithoutId);
        var other = entry with { Origin = entry.Origin with { Offset = 8 } };

        var first = IdOf(_check.Make(entry, entry.Payload, out _));
        var again = IdOf(new ResendCheck(new PipelineOptions(), "clicks").Make(entry, entry.Payload, out _));

        again.ShouldBe(first);
        IdOf(_check.Make(other, other.Payload, out _)).ShouldNotBe(first);
    }

    [Fact]
    public void What_still_breaks_a_rule_is_not_sent()
    {
        var entry = RejectedSamples.Entry(Valid);

        _check.Make(entry, """{"event_id":"e1"}"""u8.ToArray(), out var failure).ShouldBeNull();

        failure.ShouldNotBeNull().Field.ShouldBe("event_type");
    }

    [Theory]
    [InlineData("u1", 0)]
    [InlineData("session-9", null)]
    [InlineData(null, null)]
    public void A_record_that_had_its_user_s_key_goes_back_to_its_partition_any_other_where_its_key_says(
        string? key, int? partition)
    {
        var entry = RejectedSamples.Entry(Valid, key: key);

        _check.Make(entry, entry.Payload, out _).ShouldNotBeNull().Partition.ShouldBe(partition);
    }

    [Fact]
    public void Fields_are_renamed_and_set_by_their_path()
    {
        var mapping = new EventMapping(
            [new("event_type", "view_item"), new("items.0.price", "9.5"), new("zip", "\"07\"")],
            [new("visitor", "user_id"), new("items.0.sku_code", "item_id")],
            Shift: null);

        var repaired = mapping.Apply(
            """{"visitor":"u1","items":[{"sku_code":"i1","price":"?"}],"x":1}"""u8.ToArray(), out _);

        Encoding.UTF8.GetString(repaired.ShouldNotBeNull()).ShouldBe(
            """{"items":[{"price":9.5,"item_id":"i1"}],"x":1,"user_id":"u1","event_type":"view_item","zip":"07"}""");
    }

    [Theory]
    [InlineData("""{"a":1}""", "it has no field visitor")]
    [InlineData("[1]", "it is not a JSON object")]
    [InlineData("{", "it cannot be mapped")]
    [InlineData("""{"visitor":1,"visitor":2}""", "it cannot be mapped")]
    public void A_rule_that_does_not_fit_says_why(string payload, string why)
    {
        var mapping = new EventMapping([], [new("visitor", "user_id")], Shift: null);

        mapping.Apply(Encoding.UTF8.GetBytes(payload), out var fault).ShouldBeNull();

        fault.ShouldNotBeNull().ShouldStartWith(why);
    }

    [Theory]
    [InlineData("""{"timestamp":1750000000000}""")]
    [InlineData("""{"timestamp":"1750000000000"}""")]
    [InlineData("""{"time":"2025-06-15T15:06:40Z"}""")]
    [InlineData("""{"data":{"properties":{"timestamp":"2025-06-15T17:06:40+02:00"}}}""")]
    [InlineData("""{"dvce_created_tstamp":1750000000000}""")]
    public void A_shifted_event_is_decoded_as_that_much_later(string payload)
    {
        var json = JsonNode.Parse(payload)!.AsObject();

        TimestampShift.Apply(json, TimeSpan.FromSeconds(90)).ShouldBe(1);

        var click = new ClickEvent();
        new DecodeStage(new PipelineOptions()).Decode(
            new LogRecord(0, RejectedSamples.ReceivedMs, null, Encoding.UTF8.GetBytes(json.ToJsonString()), null),
            click);
        click.EventTimeMs.ShouldBe(1_750_000_090_000);
    }

    [Fact]
    public void An_exported_file_comes_back_as_it_was_where_nobody_edited_it()
    {
        var file = Path.Combine(_folder.Path, "broken.ndjson");
        var odd = RejectedSamples.Parse(
            RejectedSamples.Encode(8, [.. "{\"a"u8, 0xff], RejectedSamples.NoType).Single());
        EditedFile.Write(file, [RejectedSamples.Entry(Valid), odd]);

        var edited = EditedFile.Read(file);

        Encoding.UTF8.GetString(edited[new RecordOrigin("clicks", 0, 7)]).ShouldBe(Valid);
        Encoding.UTF8.GetString(edited[new RecordOrigin("clicks", 0, 8)]).ShouldBe("{\"a\\xff");
    }

    private static ulong IdOf(ResentClick? sent)
    {
        var click = new ClickEvent();
        var record = new LogRecord(0, RejectedSamples.ReceivedMs, null, sent.ShouldNotBeNull().Value, sent.Headers);
        new DecodeStage(new PipelineOptions()).Decode(record, click).ShouldBeNull();
        click.HasEventId.ShouldBeTrue();
        return click.EventIdHash;
    }
}
