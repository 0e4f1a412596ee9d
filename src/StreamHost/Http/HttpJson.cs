using System.Text.Json;

namespace StreamReco.StreamHost.Http;

/// <summary>JSON as the endpoints write it and the command line reads it.</summary>
internal static class HttpJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>The same, for people.</summary>
    public static JsonSerializerOptions Indented { get; } = new(Options) { WriteIndented = true };

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        HttpServices.Configure(options);
        return options;
    }
}
