using System.Text;
using System.Text.Json;
using Avro;
using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Framing;

namespace StreamReco.Models.Tests.Framing;

public sealed class AvroRecordSchemaTests
{
    private const string Everything = """
        {"type": "record", "name": "Everything", "namespace": "shop", "fields": [
          {"name": "text", "type": "string"},
          {"name": "count", "type": "int"},
          {"name": "long", "type": "long"},
          {"name": "single", "type": "float"},
          {"name": "double", "type": "double"},
          {"name": "flag", "type": "boolean"},
          {"name": "bytes", "type": "bytes"},
          {"name": "maybe", "type": ["null", "string"], "default": null},
          {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["VIEW_ITEM", "PURCHASE"]}},
          {"name": "list", "type": {"type": "array", "items": "int"}},
          {"name": "map", "type": {"type": "map", "values": "long"}},
          {"name": "four", "type": {"type": "fixed", "name": "Four", "size": 4}},
          {"name": "inner", "type": {"type": "record", "name": "Inner", "fields": [{"name": "id", "type": "string"}]}}]}
        """;

    [Fact]
    public void Every_type_is_what_apache_avro_wrote()
    {
        var schema = (RecordSchema)Schema.Parse(Everything);
        Schema Of(string field) => schema.Fields.Single(one => one.Name == field).Schema;
        var value = AvroBytes.Record(
            schema, ("text", "Zoë"), ("count", -7), ("long", long.MinValue), ("single", 19.99f), ("double", 0.1), ("flag", true),
            ("bytes", new byte[] { 1, 2, 3 }), ("maybe", null), ("kind", new Avro.Generic.GenericEnum((EnumSchema)Of("kind"), "PURCHASE")),
            ("list", new[] { 1, 2, 3 }), ("map", new Dictionary<string, object> { ["a"] = 5L }),
            ("four", new Avro.Generic.GenericFixed((FixedSchema)Of("four"), [9, 8, 7, 6])),
            ("inner", AvroBytes.Record((RecordSchema)Of("inner"), ("id", "i1"))));

        Json(Everything, AvroBytes.Of(schema, value)).ShouldBe(
            """{"text":"Zo\u00EB","count":-7,"long":-9223372036854775808,"single":19.99,"double":0.1,"flag":true,"bytes":"AQID","maybe":null,"kind":"PURCHASE","list":[1,2,3],"map":{"a":5},"four":"CQgHBg==","inner":{"id":"i1"}}""");
    }

    [Fact]
    public void Numbers_and_texts_of_any_size_come_back() => Prop.ForAll<long, string>((number, text) =>
    {
        const string Pair = """{"type":"record","name":"P","fields":[{"name":"n","type":"long"},{"name":"t","type":["string","null"]}]}""";
        var schema = (RecordSchema)Schema.Parse(Pair);
        var sent = new string([.. (text ?? "").Where(c => !char.IsSurrogate(c))]);
        using var json = JsonDocument.Parse(Json(Pair, AvroBytes.Of(schema, AvroBytes.Record(schema, ("n", number), ("t", sent)))));
        json.RootElement.GetProperty("n").GetInt64().ShouldBe(number);
        json.RootElement.GetProperty("t").GetString().ShouldBe(sent);
    }).QuickCheckThrowOnFailure();

    // The bytes are two's complement, big-endian.
    [Theory]
    [InlineData("04D2", 2, "12.34")]
    [InlineData("FB2E", 2, "-12.34")]
    [InlineData("05", 3, "0.005")]
    [InlineData("00", 0, "0")]
    [InlineData("FF", 2, "-0.01")]
    public void A_decimal_is_a_number(string unscaled, int scale, string expected)
    {
        var schema = $$$"""{"type":"bytes","logicalType":"decimal","precision":20,"scale":{{{scale}}}}""";
        var bytes = Convert.FromHexString(unscaled);
        Json(schema, [(byte)(bytes.Length * 2), .. bytes]).ShouldBe(expected);
    }

    [Theory]
    [InlineData("timestamp-millis", "long", 1_764_324_000_000, "1764324000000")]
    [InlineData("timestamp-micros", "long", 1_764_324_000_000_000, "1764324000000000")]
    [InlineData("date", "int", 20_420, "\"2025-11-28\"")]
    [InlineData("date", "int", -1, "\"1969-12-31\"")]
    public void Times_are_numbers_and_days_are_text(string logical, string type, long value, string expected)
    {
        var schema = $$"""{"type":"{{type}}","logicalType":"{{logical}}"}""";
        Json(schema, AvroBytes.Of(Schema.Parse($"\"{type}\""), type == "int" ? (int)value : (object)value)).ShouldBe(expected);
    }

    // As the specification says; the library refuses the schema.
    [Fact]
    public void A_logical_type_that_does_not_fit_is_its_underlying_type() =>
        Json("""{"type":"record","name":"R","fields":[{"name":"day","type":{"type":"string","logicalType":"date"}},{"name":"price","type":["null",{"type":"bytes","logicalType":"decimal"}]},{"name":"at","type":{"type":"long","logicalType":"shop-time"}}]}""", [2, (byte)'d', 2, 2, 5, 4])
            .ShouldBe("""{"day":"d","price":"BQ==","at":2}""");

    [Fact]
    public void A_named_type_of_another_schema_is_found()
    {
        const string Item = """{"type":"record","name":"Item","namespace":"shop","fields":[{"name":"item_id","type":"string"}]}""";
        var schema = new SchemaText(SchemaText.Avro, """{"type":"array","items":"shop.Item"}""")
        {
            References = [new SchemaReference("shop.Item", Item)],
        };

        Json(schema, [2, 4, (byte)'i', (byte)'1', 0]).ShouldBe("""[{"item_id":"i1"}]""");
    }

    [Fact]
    public void A_body_that_ends_too_early_or_too_late_is_refused_at_every_length()
    {
        const string Text = """{"type":"record","name":"P","fields":[{"name":"a","type":"string"},{"name":"b","type":"double"}]}""";
        var schema = (RecordSchema)Schema.Parse(Text);
        var whole = AvroBytes.Of(schema, AvroBytes.Record(schema, ("a", "text"), ("b", 1.5)));
        for (var length = 0; length < whole.Length; length++)
        {
            Should.Throw<RecordSchemaException>(() => Json(Text, whole[..length])).Message.ShouldBe("it ends before its schema does");
        }

        Should.Throw<RecordSchemaException>(() => Json(Text, [.. whole, 0])).Message.ShouldBe("1 bytes follow the end of its schema");
    }

    [Fact]
    public void Any_bytes_are_read_or_refused() => Prop.ForAll<byte[]>(bytes =>
    {
        try
        {
            Json(Everything, bytes ?? []);
        }
        catch (RecordSchemaException)
        {
            // Refused in words.
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("""{"type":"array","items":"null"}""", "its JSON is larger")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"r","type":"R"}]}""", "it is deeper than 64 levels")]
    public void A_few_bytes_that_stand_for_endless_values_are_refused(string schema, string why)
    {
        var folder = new OneSchema(new SchemaText(SchemaText.Avro, schema).Compile());
        var framed = new FramedRecord(folder, recordBytesMax: 1_000);

        framed.Read(AvroBytes.Framed(7, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F)).ShouldNotBeNull().ShouldContain(why);
    }

    [Theory]
    [InlineData("""{"type":"recrd"}""")]
    [InlineData("""{"type":"array","items":{"type":"strin"}}""")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"a","type":"strin"}]}""")]
    [InlineData("""["null",{"type":"strin"}]""")]
    [InlineData("{")]
    public void A_text_that_is_no_schema_is_refused_in_words(string text) =>
        Should.Throw<RecordSchemaException>(() => new SchemaText(SchemaText.Avro, text).Compile())
            .Message.ShouldStartWith("its schema is no Avro schema: ");

    private static string Json(string schema, byte[] body) => Json(new SchemaText(SchemaText.Avro, schema), body);

    private static string Json(SchemaText schema, byte[] body)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            schema.Compile().Write(body, json);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed class OneSchema(IRecordSchema schema) : IRecordSchemas
    {
        public IRecordSchema Get(int id) => schema;
    }
}
