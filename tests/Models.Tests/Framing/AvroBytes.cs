using Avro;
using Avro.Generic;
using Avro.IO;

namespace StreamReco.Models.Tests.Framing;

/// <summary>Values as Apache Avro's own writer encodes them: the oracle of our reader.</summary>
internal static class AvroBytes
{
    public static byte[] Of(Schema schema, object? value)
    {
        using var stream = new MemoryStream();
        new GenericWriter<object?>(schema).Write(value, new BinaryEncoder(stream));
        return stream.ToArray();
    }

    public static GenericRecord Record(RecordSchema schema, params (string Name, object? Value)[] fields)
    {
        var record = new GenericRecord(schema);
        foreach (var (name, value) in fields)
        {
            record.Add(name, value);
        }

        return record;
    }

    /// <summary>A record's bytes with the framing of Confluent's serializers.</summary>
    public static byte[] Framed(int schema, params byte[] body) =>
        [0, (byte)(schema >> 24), (byte)(schema >> 16), (byte)(schema >> 8), (byte)schema, .. body];
}
