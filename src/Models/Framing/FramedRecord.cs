using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace StreamReco.Models.Framing;

/// <summary>
/// Turns a record in the framing of Confluent's serializers (the byte 0, the schema's id in four bytes, big-endian, and the body) into
/// JSON. Reused from record to record; not thread-safe.
/// </summary>
/// <param name="schemas">Knows the schemas.</param>
/// <param name="recordBytesMax">Largest record; the JSON may be <see cref="Growth"/> times as large.</param>
public sealed class FramedRecord(IRecordSchemas schemas, int recordBytesMax)
{
    /// <summary>Names and digits take room that the binary form does not need.</summary>
    private const int Growth = 16;

    private const int HeadBytes = 5;

    private readonly ArrayBufferWriter<byte> _json = new();

    /// <summary>The JSON of the record last read, lent until the next one.</summary>
    public ReadOnlySpan<byte> Json => _json.WrittenSpan;

    /// <summary>Whether a record has the framing; no JSON begins with the byte 0.</summary>
    public static bool Is(ReadOnlySpan<byte> value) => value.Length > HeadBytes && value[0] == 0;

    /// <summary>The id of the schema that a framed record was written with.</summary>
    public static int SchemaOf(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadInt32BigEndian(value[1..]);

    /// <summary>Reads a record.</summary>
    /// <returns>Null, or why it cannot be read.</returns>
    /// <exception cref="SchemaRegistryException">Nobody can say now.</exception>
    public string? Read(ReadOnlySpan<byte> value)
    {
        var id = SchemaOf(value);
        _json.ResetWrittenCount();
        try
        {
            var schema = schemas.Get(id);
            using var writer = new Utf8JsonWriter(new BoundedWriter(_json, recordBytesMax * Growth));
            schema.Write(value[HeadBytes..], writer);
            writer.Flush();
            return null;
        }
        catch (RecordSchemaException e)
        {
            return $"The record has Schema Registry's framing (schema {id}) and cannot be read: {e.Message}";
        }
    }

    /// <summary>A few bytes of a hostile body can stand for any number of values.</summary>
    private sealed class BoundedWriter(ArrayBufferWriter<byte> inner, int bytesMax) : IBufferWriter<byte>
    {
        public void Advance(int count) => inner.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0) => Checked().GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => Checked().GetSpan(sizeHint);

        private ArrayBufferWriter<byte> Checked() => inner.WrittenCount <= bytesMax ? inner
            : throw new RecordSchemaException($"its JSON is larger than {bytesMax} bytes");
    }
}
