using System.Text.Json;

namespace StreamReco.Models.Framing;

/// <summary>Reads the body of a framed record as the schema that it was written with says. Thread-safe.</summary>
public interface IRecordSchema
{
    /// <summary>Writes the body as one JSON value, under the schema's own field names.</summary>
    /// <param name="body">What follows the frame's head.</param>
    /// <param name="json">Takes the value.</param>
    /// <exception cref="RecordSchemaException">The body is not of this schema.</exception>
    void Write(ReadOnlySpan<byte> body, Utf8JsonWriter json);
}
