using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace StreamReco.StreamHost.Http;

/// <summary>What the OpenApi document says of the API as a whole.</summary>
internal static class OpenApiText
{
    public static void Describe(OpenApiOptions options) => options.AddDocumentTransformer((document, _, _) =>
    {
        document.Info = new OpenApiInfo
        {
            Title = "StreamReco",
            Version = ProgramVersion.Text,
            Description = "Recommendations from live clicks. Errors are problem+json (RFC 9457); beyond a limit 429 at "
                + "once. Ids in paths are percent-encoded and may hold any character.",
        };
        document.Servers = [];
        return Task.CompletedTask;
    });
}
