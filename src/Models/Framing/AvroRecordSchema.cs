using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Unicode;
using Avro;

namespace StreamReco.Models.Framing;

/// <summary>
/// Reads Avro's binary encoding by the writer's schema: names and values as they were written, without resolution. Times stay the
/// numbers that they are, dates and decimals become text and numbers, bytes become base64, and what is not given (<c>null</c>) stays null.
/// </summary>
internal sealed class AvroRecordSchema : IRecordSchema
{
    /// <summary>As deep as the reader of events reads JSON.</summary>
    private const int DepthMax = 64;

    private readonly Schema _schema;

    private AvroRecordSchema(Schema schema) => _schema = schema;

    public static AvroRecordSchema Parse(SchemaText text)
    {
        try
        {
            var names = new SchemaNames();
            foreach (var reference in text.References)
            {
                AddTo(names, Known(Schema.Parse(AvroLogicalTypes.WithoutInvalid(reference.Text), names)));
            }

            return new AvroRecordSchema(Known(Schema.Parse(AvroLogicalTypes.WithoutInvalid(text.Text), names)));
        }
        catch (Exception e) when (e is AvroException or JsonException or Newtonsoft.Json.JsonException or ArgumentException)
        {
            throw new RecordSchemaException($"its schema is no Avro schema: {e.Message}", e);
        }
    }

    public void Write(ReadOnlySpan<byte> body, Utf8JsonWriter json)
    {
        var reader = new WireReader(body);
        WriteValue(ref reader, _schema, json, depth: 0);
        if (reader.Left > 0)
        {
            throw new RecordSchemaException($"{reader.Left} bytes follow the end of its schema");
        }
    }

    /// <summary>The library answers null for a type that it does not know, and knows nothing inside it.</summary>
    private static Schema Known(Schema? schema) => schema ?? throw new RecordSchemaException("its schema is no Avro schema: its type is not known");

    private static void AddTo(SchemaNames names, Schema schema)
    {
        if (schema is NamedSchema named)
        {
            names.Add(named.SchemaName, named);
        }
    }

    private static void WriteValue(ref WireReader reader, Schema schema, Utf8JsonWriter json, int depth)
    {
        if (depth > DepthMax)
        {
            throw new RecordSchemaException($"it is deeper than {DepthMax} levels");
        }

        switch (schema)
        {
            case LogicalSchema logical:
                WriteLogical(ref reader, logical, json, depth);
                break;
            case Avro.RecordSchema record:
                WriteRecord(ref reader, record, json, depth);
                break;
            case ArraySchema array:
                WriteArray(ref reader, array, json, depth);
                break;
            case MapSchema map:
                WriteMap(ref reader, map, json, depth);
                break;
            case UnionSchema union:
                WriteValue(ref reader, union[reader.Index(union.Count)], json, depth + 1);
                break;
            case EnumSchema symbols:
                json.WriteStringValue(symbols[reader.Index(symbols.Count)]);
                break;
            case FixedSchema fixedBytes:
                json.WriteBase64StringValue(reader.Take(fixedBytes.Size));
                break;
            default:
                WritePrimitive(ref reader, schema.Tag, json);
                break;
        }
    }

    private static void WritePrimitive(ref WireReader reader, Schema.Type type, Utf8JsonWriter json)
    {
        switch (type)
        {
            case Schema.Type.Null:
                json.WriteNullValue();
                break;
            case Schema.Type.Boolean:
                json.WriteBooleanValue(reader.Boolean());
                break;
            case Schema.Type.Int or Schema.Type.Long:
                json.WriteNumberValue(reader.Long());
                break;
            case Schema.Type.Float:
                WriteSingle(reader.Single(), json);
                break;
            case Schema.Type.Double:
                WriteDouble(reader.Double(), json);
                break;
            case Schema.Type.Bytes:
                json.WriteBase64StringValue(reader.Bytes());
                break;
            case Schema.Type.String:
                json.WriteStringValue(TextOf(ref reader));
                break;
            default:
                throw new RecordSchemaException($"its schema has a type that is not read: {type}");
        }
    }

    private static void WriteLogical(ref WireReader reader, LogicalSchema logical, Utf8JsonWriter json, int depth)
    {
        switch (logical.LogicalTypeName)
        {
            case "decimal":
                var unscaled = logical.BaseSchema is FixedSchema size ? reader.Take(size.Size) : reader.Bytes();
                json.WriteRawValue(DecimalText(unscaled, int.Parse(logical.GetProperty("scale") ?? "0", CultureInfo.InvariantCulture)));
                break;
            case "date":
                var day = reader.Long();
                json.WriteStringValue(day is > -719_162 and < 2_932_896
                    ? DateOnly.FromDayNumber((int)day + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber).ToString("O", CultureInfo.InvariantCulture)
                    : throw new RecordSchemaException($"the day {day} since 1970 is no date"));
                break;
            default: // times are numbers, whose size says their unit; a uuid is a text
                WriteValue(ref reader, logical.BaseSchema, json, depth + 1);
                break;
        }
    }

    /// <summary>A number in two's complement, big-endian, with so many digits after the point.</summary>
    private static string DecimalText(ReadOnlySpan<byte> unscaled, int scale)
    {
        var value = new BigInteger(unscaled, isUnsigned: false, isBigEndian: true);
        var digits = BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}";
        return value.Sign < 0 ? $"-{text}" : text;
    }

    private static void WriteRecord(ref WireReader reader, Avro.RecordSchema record, Utf8JsonWriter json, int depth)
    {
        json.WriteStartObject();
        foreach (var field in record.Fields)
        {
            json.WritePropertyName(field.Name);
            WriteValue(ref reader, field.Schema, json, depth + 1);
        }

        json.WriteEndObject();
    }

    private static void WriteArray(ref WireReader reader, ArraySchema array, Utf8JsonWriter json, int depth)
    {
        json.WriteStartArray();
        for (var left = reader.Block(); left > 0; left = left > 1 ? left - 1 : reader.Block())
        {
            WriteValue(ref reader, array.ItemSchema, json, depth + 1);
        }

        json.WriteEndArray();
    }

    private static void WriteMap(ref WireReader reader, MapSchema map, Utf8JsonWriter json, int depth)
    {
        json.WriteStartObject();
        for (var left = reader.Block(); left > 0; left = left > 1 ? left - 1 : reader.Block())
        {
            json.WritePropertyName(TextOf(ref reader));
            WriteValue(ref reader, map.ValueSchema, json, depth + 1);
        }

        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> TextOf(ref WireReader reader)
    {
        var text = reader.Bytes();
        return Utf8.IsValid(text) ? text : throw new RecordSchemaException("a text is not UTF-8");
    }

    // JSON has no number that is not finite.
    private static void WriteSingle(float value, Utf8JsonWriter json)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value); // 19.99f is 19.99, and 19.989999771118164 as a double
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void WriteDouble(double value, Utf8JsonWriter json)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
