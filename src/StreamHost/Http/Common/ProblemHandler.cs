using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>Makes problems of exceptions that a caller can do something about; the framework answers the others with 500.</summary>
internal sealed class ProblemHandler(NodeContext context) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        Problem? problem = exception switch
        {
            Problem own => own,
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
                Problem.NotFound($"There is nothing at {http.Request.Path}; /openapi/v1.json lists what there is."),
            StatusCodes.Status405MethodNotAllowed => new Problem(
                StatusCodes.Status405MethodNotAllowed, "Method not allowed",
                $"{http.Request.Method} does not go with {http.Request.Path}."),
            var status => new Problem(status, "The request is not right", $"Status {status}."),
        };
        return problem.WriteAsync(http);
    }

    private Problem Of(BadHttpRequestException bad) => bad.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? new Problem(bad.StatusCode, "The body is too large", $"{bad.Message} Http:BodyBytesMax is {context.Options.Http.BodyBytesMax}.")
        : new Problem(bad.StatusCode, "The request is not right", bad.Message);
}
