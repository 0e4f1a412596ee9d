using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>JSON as the endpoints write it and the command line reads it.</summary>
internal static class HttpJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>The same, for people.</summary>
    public static JsonSerializerOptions Indented { get; } = new(Options) { WriteIndented = true };

    /// <summary>
    /// snake_case, times in ISO 8601, enumerations by their snake_case name, absent values as null; numbers are numbers, so that
    /// the document of the API says so too.
    /// </summary>
    public static void Configure(JsonSerializerOptions json)
    {
        json.NumberHandling = JsonNumberHandling.Strict;
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        return options;
    }
}
