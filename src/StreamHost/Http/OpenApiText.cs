using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace StreamReco.StreamHost.Http;

/// <summary>What the OpenAPI document says of the API as a whole.</summary>
internal static class OpenApiText
{
    private const string TokenScheme = "admin_token";

    public static void Describe(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_0; // What generators of clients read; 3.1 is read by few.
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "StreamReco",
                Version = ProgramVersion.Text,
                Description = "Recommendations from live clicks. Errors are problem+json (RFC 9457), also those of requests "
                    + "that cannot be read; beyond a limit 429. Ids in paths are percent-encoded and may hold any character but "
                    + "NUL: %00 is refused with 400.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                [TokenScheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "The token of Http:AdminTokenFile; a node without one, on loopback, asks for none.",
                },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(async (operation, context, cancel) =>
        {
            await AddFailuresAsync(operation, context, cancel);
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any())
            {
                operation.Security = [new OpenApiSecurityRequirement
                {
                    [new OpenApiSecuritySchemeReference(TokenScheme, context.Document)] = [],
                }];
            }
        });
    }

    /// <summary>
    /// Any request can be refused for what the document cannot list: its length, its content type, a node that is starting. All of them
    /// are answered alike, and clients that are made of the document have to know how.
    /// </summary>
    private static async Task AddFailuresAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var problem = await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), parameterDescription: null, cancel);
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "Any other failure, as problem+json.",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = problem } },
        };
    }
}
