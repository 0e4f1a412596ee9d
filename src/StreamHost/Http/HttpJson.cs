using System.Text.Json;

namespace StreamReco.StreamHost.Http;

/// <summary>JSON as the endpoints write it and the command line reads it.</summary>
internal static class HttpJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        HttpServices.Configure(options);
        return options;
    }
}
