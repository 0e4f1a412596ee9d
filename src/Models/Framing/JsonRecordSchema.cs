using System.Text.Json;

namespace StreamReco.Models.Framing;

/// <summary>A body that is JSON. Whether it is valid by its schema was the producer's matter.</summary>
internal sealed class JsonRecordSchema : IRecordSchema
{
    public void Write(ReadOnlySpan<byte> body, Utf8JsonWriter json)
    {
        try
        {
            json.WriteRawValue(body);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new RecordSchemaException($"the body is not JSON: {e.Message}", e);
        }
    }
}
