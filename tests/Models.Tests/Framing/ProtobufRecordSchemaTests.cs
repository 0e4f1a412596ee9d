using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using StreamReco.Models.Framing;

namespace StreamReco.Models.Tests.Framing;

public sealed class ProtobufRecordSchemaTests
{
    private const string Shop = """
        syntax = "proto3";
        package shop;
        import "google/protobuf/timestamp.proto";
        import "google/protobuf/wrappers.proto";

        message Other { string unused = 1; }

        message Click {
          enum Kind { UNKNOWN = 0; VIEW_ITEM = 1; PURCHASE = 2; }
          message Item { string item_id = 1; double price = 2; }
          string event_id = 1;
          Kind event_type = 2;
          google.protobuf.Timestamp timestamp = 3;
          repeated Item items = 4;
          repeated int32 packed = 5;
          map<string, int64> counts = 6;
          google.protobuf.StringValue session_id = 7;
          oneof person { string user_id = 8; string anonymous_id = 9; }
          sint64 signed = 10;
          bytes raw = 11;
          float single = 12;
          Item main = 13;
        }
        """;

    private static readonly IRecordSchema _shop = new SchemaText(SchemaText.Protobuf, Shop).Compile();

    [Fact]
    public void Every_kind_of_field_is_read_under_the_schema_s_names()
    {
        var body = Message(output =>
        {
            Text(output, 1, "e1");
            output.WriteTag(2, WireFormat.WireType.Varint);
            output.WriteEnum(2);
            Inner(output, 3, time =>
            {
                time.WriteTag(1, WireFormat.WireType.Varint);
                time.WriteInt64(1_764_324_000);
                time.WriteTag(2, WireFormat.WireType.Varint);
                time.WriteInt32(500_000_000);
            });
            Inner(output, 4, item => Text(item, 1, "i1"));
            Inner(output, 5, packed =>
            {
                packed.WriteInt32(3);
                packed.WriteInt32(-1);
            });
            Inner(output, 4, item => Text(item, 1, "i2")); // lists may stand apart on the wire
            Inner(output, 6, entry =>
            {
                Text(entry, 1, "views");
                entry.WriteTag(2, WireFormat.WireType.Varint);
                entry.WriteInt64(5);
            });
            Inner(output, 7, wrapped => Text(wrapped, 1, "s1"));
            Text(output, 9, "a1");
            output.WriteTag(10, WireFormat.WireType.Varint);
            output.WriteSInt64(-3);
            output.WriteTag(11, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(1, 2, 3));
            output.WriteTag(12, WireFormat.WireType.Fixed32);
            output.WriteFloat(19.99f);
            Text(output, 99, "of a later version");
        });

        Json([2, 2, .. body]).ShouldBe(
            """{"event_id":"e1","event_type":"PURCHASE","timestamp":"2025-11-28T10:00:00.5000000Z","items":[{"item_id":"i1"},{"item_id":"i2"}],"packed":[3,-1],"counts":{"views":5},"session_id":"s1","anonymous_id":"a1","signed":-3,"raw":"AQID","single":19.99}""");
    }

    [Fact]
    public void A_message_that_stands_twice_is_one_with_the_fields_of_both()
    {
        var body = Message(output =>
        {
            Inner(output, 13, item => Text(item, 1, "i1"));
            Inner(output, 13, item =>
            {
                item.WriteTag(2, WireFormat.WireType.Fixed64);
                item.WriteDouble(2.5);
            });
        });

        Json([2, 2, .. body]).ShouldBe("""{"main":{"item_id":"i1","price":2.5}}""");
    }

    // In front of the message: how many numbers follow, then which message, and which one inside it; zigzag.
    [Theory]
    [InlineData("00", "unused")]
    [InlineData("0200", "unused")]
    [InlineData("0202", "event_id")]
    [InlineData("040200", "item_id")]
    public void The_message_is_the_one_that_the_frame_names(string indexes, string field) =>
        Json([.. Convert.FromHexString(indexes), .. Message(output => Text(output, 1, "x"))]).ShouldBe($$"""{"{{field}}":"x"}""");

    [Theory]
    [InlineData("0204", "the number 2 stands where one of 0 to 1 must")]
    [InlineData("", "it ends before its schema does")]
    [InlineData("020208FFFFFFFFFFFFFFFFFFFF", "the body is no shop.Click")]
    [InlineData("02020A7F65", "the body is no shop.Click")]
    public void A_body_that_is_not_of_its_schema_is_refused_in_words(string body, string why) =>
        Should.Throw<RecordSchemaException>(() => Json(Convert.FromHexString(body))).Message.ShouldContain(why);

    [Fact]
    public void Any_bytes_are_read_or_refused() => Prop.ForAll<byte[]>(bytes =>
    {
        try
        {
            Json([2, 2, .. bytes ?? []]);
        }
        catch (RecordSchemaException)
        {
            // Refused in words.
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Imports_are_what_the_schema_refers_to()
    {
        var schema = new SchemaText(SchemaText.Protobuf, """
            syntax = "proto3";
            import "shop/item.proto";
            message Click { shop.Item item = 1; }
            """)
        {
            References = [new SchemaReference("shop/item.proto", "syntax = \"proto3\"; package shop; message Item { string item_id = 1; }")],
        };

        Json(schema.Compile(), [0, .. Message(output => Inner(output, 1, item => Text(item, 1, "i1")))]).ShouldBe("""{"item":{"item_id":"i1"}}""");
    }

    [Theory]
    [InlineData("message Click { strin id = 1; }")]
    [InlineData("syntax = \"proto3\"; import \"not/there.proto\"; message Click { not.There it = 1; }")]
    public void A_text_that_is_no_schema_is_refused_in_words(string text) =>
        Should.Throw<RecordSchemaException>(() => new SchemaText(SchemaText.Protobuf, text).Compile())
            .Message.ShouldStartWith("its schema is no Protobuf schema: line ");

    private static string Json(byte[] body) => Json(_shop, body);

    private static string Json(IRecordSchema schema, byte[] body)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            schema.Write(body, json);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            write(output);
        }

        return stream.ToArray();
    }

    private static void Text(CodedOutputStream output, int field, string text)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
    }

    private static void Inner(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(Message(write)));
    }
}
