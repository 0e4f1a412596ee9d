using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamReco.StreamHost.Persons;

/// <summary>JSON of the records in an export.</summary>
internal static class PersonJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
