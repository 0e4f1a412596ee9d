using System.Text;
using Avro;
using Avro.Generic;
using StreamReco.Models.Decoding;
using StreamReco.Models.Framing;
using StreamReco.Models.Tests.Framing;

namespace StreamReco.Models.Tests.Decoding;

/// <summary>Events in Schema Registry's framing are read as the JSON that they stand for.</summary>
public sealed class FramedEventTests : IDisposable
{
    private const string Click = """
        {"type": "record", "name": "Click", "fields": [
          {"name": "event_id", "type": "string"},
          {"name": "event_type", "type": {"type": "enum", "name": "Kind", "symbols": ["VIEW_ITEM", "PURCHASE"]}},
          {"name": "user_id", "type": ["null", "string"]},
          {"name": "timestamp", "type": "long"},
          {"name": "items", "type": {"type": "array", "items": {"type": "record", "name": "Item", "fields": [
            {"name": "item_id", "type": "string"}, {"name": "price", "type": "double"}]}}}]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("streamreco-schemas-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_avro_record_is_the_event_that_its_json_is()
    {
        File.WriteAllText(Path.Combine(_folder, "7.avsc"), Click);
        var schema = (RecordSchema)Schema.Parse(Click);
        var item = (RecordSchema)((ArraySchema)schema.Fields.Single(field => field.Name == "items").Schema).ItemSchema;
        var kind = (EnumSchema)schema.Fields.Single(field => field.Name == "event_type").Schema;
        var body = AvroBytes.Of(schema, AvroBytes.Record(
            schema, ("event_id", "e1"), ("event_type", new GenericEnum(kind, "PURCHASE")), ("user_id", "u1"), ("timestamp", Reading.ReceivedMs),
            ("items", new object[] { AvroBytes.Record(item, ("item_id", "i1"), ("price", 19.5)) })));

        var framed = Read(AvroBytes.Framed(7, body));

        framed.Failure.ShouldBeNull();
        framed.ShouldBe(new Reading().Read(
            $$"""{"event_id":"e1","event_type":"purchase","user_id":"u1","timestamp":{{Reading.ReceivedMs}},"items":[{"item_id":"i1","price":19.5}]}"""));
    }

    [Fact]
    public void A_json_record_is_what_follows_the_frame()
    {
        const string View = """{"event_id":"e1","event_type":"view_item","user_id":"u1","item_id":"i1","timestamp":"2026-11-28T10:00:00Z"}""";
        File.WriteAllText(Path.Combine(_folder, "256.schema.json"), "{}");

        Read(AvroBytes.Framed(256, Encoding.UTF8.GetBytes(View))).ShouldBe(new Reading().Read(View));
    }

    [Fact]
    public void An_unknown_schema_is_a_rejected_record_that_names_it()
    {
        var failure = Read(AvroBytes.Framed(9, 1, 2)).Failure.ShouldNotBeNull();

        failure.Type.ShouldBe(FailureType.Malformed);
        failure.Message.ShouldBe(
            $"The record has Schema Registry's framing (schema 9) and cannot be read: there is no schema 9 in {_folder} (Schemas:Folder)");
    }

    [Fact]
    public void Without_schemas_the_settings_are_named() =>
        new Reading().Read(AvroBytes.Framed(7, 1, 2)).Failure.ShouldNotBeNull().Message.ShouldContain("Schemas:Registry or Schemas:Folder");

    private Reading.Outcome Read(byte[] record) => new Reading(schemas: new SchemaFolder(_folder, null, TimeProvider.System)).Read(record);
}
