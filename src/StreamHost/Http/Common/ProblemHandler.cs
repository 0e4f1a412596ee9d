using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>Makes problems of exceptions that a caller can do something about; the framework answers the others with 500.</summary>
internal sealed class ProblemHandler(NodeContext context) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        ProblemException? problem = exception switch
        {
            ProblemException own => own,
            BadHttpRequestException bad => Of(bad),
            _ => null,
        };
        if (problem is null)
        {
            return false;
        }

        await problem.WriteAsync(httpContext);
        return true;
    }

    /// <summary>Answers a status without a body: nothing is there, or the method does not fit.</summary>
    public static Task ExplainStatusAsync(StatusCodeContext pages)
    {
        var http = pages.HttpContext;
        var problem = http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound =>
                ProblemException.NotFound($"There is nothing at {http.Request.Path}; /openapi/v1.json lists what there is."),
            StatusCodes.Status405MethodNotAllowed => new ProblemException(
                StatusCodes.Status405MethodNotAllowed, "Method not allowed",
                $"{http.Request.Method} does not go with {http.Request.Path}."),
            StatusCodes.Status415UnsupportedMediaType => NotJson(),
            var status => new ProblemException(status, "The request is not right", $"Status {status}."),
        };
        return problem.WriteAsync(http);
    }

    private static ProblemException NotJson() => new(
        StatusCodes.Status415UnsupportedMediaType, "The request is not right",
        "The body must be JSON, and the header content-type must say so: application/json.");

    private ProblemException Of(BadHttpRequestException bad) => bad switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => new ProblemException(
            bad.StatusCode, "The body is too large", $"{bad.Message} Http:BodyBytesMax is {context.Options.Http.BodyBytesMax}."),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => NotJson(),
        { InnerException: JsonException json } => new ProblemException(bad.StatusCode, "The body is not right", json.Message),
        _ => new ProblemException(bad.StatusCode, "The request is not right", bad.Message),
    };
}
