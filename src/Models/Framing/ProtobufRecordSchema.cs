extern alias schemas;

using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using FieldType = schemas::Google.Protobuf.Reflection.FieldDescriptorProto.Type;

namespace StreamReco.Models.Framing;

/// <summary>
/// Reads Protobuf's wire format by its schema, under the schema's field names: enumerations by name, bytes as base64, times of
/// <c>google.protobuf.Timestamp</c> in ISO 8601, wrappers as what they wrap. In front of the message stands which one of the schema it
/// is. Fields that the schema does not know are left out, as every reader of Protobuf does.
/// </summary>
internal sealed class ProtobufRecordSchema : IRecordSchema
{
    private const int DepthMax = 64;

    private readonly IReadOnlyList<ProtobufMessage> _messages;

    private ProtobufRecordSchema(IReadOnlyList<ProtobufMessage> messages) => _messages = messages;

    public static ProtobufRecordSchema Parse(SchemaText text) => new(ProtobufTypes.Parse(text));

    public void Write(ReadOnlySpan<byte> body, Utf8JsonWriter json)
    {
        var indexes = new WireReader(body); // the same zigzag numbers
        var message = MessageOf(ref indexes);
        try
        {
            using var input = new CodedInputStream(body[^indexes.Left..].ToArray());
            var fields = new JsonObject();
            ReadInto(input, message, fields, depth: 0);
            fields.WriteTo(json);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidOperationException)
        {
            throw new RecordSchemaException($"the body is no {message.FullName}: {e.Message}", e);
        }
    }

    /// <summary>A count and as many places, each inside the one before; the count 0 is the first message.</summary>
    private ProtobufMessage MessageOf(ref WireReader indexes)
    {
        var among = _messages;
        var depth = indexes.Index(below: DepthMax);
        var message = depth == 0 ? among[0] : null;
        for (; depth > 0; depth--)
        {
            message = among[indexes.Index(below: among.Count)];
            among = message.Nested;
        }

        return message!;
    }

    private static void ReadInto(CodedInputStream input, ProtobufMessage message, JsonObject target, int depth)
    {
        if (depth > DepthMax)
        {
            throw new RecordSchemaException($"it is deeper than {DepthMax} levels");
        }

        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (!message.Fields.TryGetValue(WireFormat.GetTagFieldNumber(tag), out var field))
            {
                input.SkipLastField();
            }
            else if (field is { IsRepeated: true, Message.IsMapEntry: true })
            {
                ReadEntry(input, field, target, depth);
            }
            else if (field.IsRepeated)
            {
                ReadList(input, field, WireFormat.GetTagWireType(tag), ListOf(target, field.Name), depth);
            }
            else
            {
                target[field.Name] = ReadValue(input, field, target[field.Name] as JsonObject, depth);
            }
        }
    }

    private static JsonArray ListOf(JsonObject target, string name)
    {
        if (target[name] is not JsonArray list)
        {
            target[name] = list = [];
        }

        return list;
    }

    private static void ReadEntry(CodedInputStream input, ProtobufField field, JsonObject target, int depth)
    {
        var entry = new JsonObject();
        using var inner = input.ReadBytes().CreateCodedInput();
        ReadInto(inner, field.Message!, entry, depth + 1);
        var map = target[field.Name] as JsonObject;
        target[field.Name] ??= map = [];
        map![entry["key"]?.ToString() ?? ""] = entry["value"]?.DeepClone();
    }

    private static void ReadList(CodedInputStream input, ProtobufField field, WireFormat.WireType wire, JsonArray list, int depth)
    {
        if (!field.IsPackable || wire != WireFormat.WireType.LengthDelimited)
        {
            list.Add(ReadValue(input, field, known: null, depth));
            return;
        }

        using var packed = input.ReadBytes().CreateCodedInput();
        while (!packed.IsAtEnd)
        {
            list.Add(ReadValue(packed, field, known: null, depth));
        }
    }

    /// <param name="input">Where it stands.</param>
    /// <param name="field">Its field.</param>
    /// <param name="known">What the field holds already: a message that stands twice is one, with the fields of both.</param>
    /// <param name="depth">The depth of the message that it is in.</param>
    private static JsonNode? ReadValue(CodedInputStream input, ProtobufField field, JsonObject? known, int depth)
    {
        switch (field.Type)
        {
            case FieldType.TypeMessage:
                var message = known?.DeepClone().AsObject() ?? [];
                using (var inner = input.ReadBytes().CreateCodedInput())
                {
                    ReadInto(inner, field.Message!, message, depth + 1);
                }

                return ProtobufWellKnown.Unwrap(field.Message!, message);
            case FieldType.TypeEnum:
                var number = input.ReadEnum();
                return field.Symbols?.GetValueOrDefault(number) is { } symbol ? JsonValue.Create(symbol) : JsonValue.Create(number);
            case FieldType.TypeGroup:
                throw new RecordSchemaException($"field {field.Name} is a group, a form that Protobuf gave up and that is not read");
            default:
                return ReadScalar(input, field.Type);
        }
    }

    private static JsonNode? ReadScalar(CodedInputStream input, FieldType type) => type switch
    {
        FieldType.TypeString => JsonValue.Create(input.ReadString()),
        FieldType.TypeBytes => JsonValue.Create(Convert.ToBase64String(input.ReadBytes().Span)),
        FieldType.TypeBool => JsonValue.Create(input.ReadBool()),
        FieldType.TypeInt32 => JsonValue.Create(input.ReadInt32()),
        FieldType.TypeInt64 => JsonValue.Create(input.ReadInt64()),
        FieldType.TypeUint32 => JsonValue.Create(input.ReadUInt32()),
        FieldType.TypeUint64 => JsonValue.Create(input.ReadUInt64()),
        FieldType.TypeSint32 => JsonValue.Create(input.ReadSInt32()),
        FieldType.TypeSint64 => JsonValue.Create(input.ReadSInt64()),
        FieldType.TypeFixed32 => JsonValue.Create(input.ReadFixed32()),
        FieldType.TypeFixed64 => JsonValue.Create(input.ReadFixed64()),
        FieldType.TypeSfixed32 => JsonValue.Create(input.ReadSFixed32()),
        FieldType.TypeSfixed64 => JsonValue.Create(input.ReadSFixed64()),
        FieldType.TypeFloat => input.ReadFloat() is var single && float.IsFinite(single) ? JsonValue.Create(single) : null,
        FieldType.TypeDouble => input.ReadDouble() is var number && double.IsFinite(number) ? JsonValue.Create(number) : null,
        _ => throw new RecordSchemaException($"its schema has a type that is not read: {type}"),
    };
}
