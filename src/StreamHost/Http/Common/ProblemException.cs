using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>An error for the caller, as problem+json (RFC 9457). Thrown or written; the text is for people.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="title">What kind of error, the same each time.</param>
/// <param name="detail">What is wrong this time.</param>
/// <param name="field">The field or parameter at fault, or null.</param>
internal sealed class ProblemException(int status, string title, string detail, string? field = null) : Exception(detail)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>A field that is missing, empty, misspelt or of a wrong kind.</summary>
    public static ProblemException Field(string field, string detail) =>
        new(StatusCodes.Status400BadRequest, "A field is not right", detail, field);

    public static ProblemException NotReady(string detail) =>
        new(StatusCodes.Status503ServiceUnavailable, "Not ready", detail);

    public static ProblemException NotFound(string detail) => new(StatusCodes.Status404NotFound, "Not found", detail);

    /// <summary>Writes it as the response.</summary>
    public Task WriteAsync(HttpContext http)
    {
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = "1";
        }

        return TypedResults.Problem(new ProblemDetails
        {
            Type = "about:blank",
            Title = title,
            Status = status,
            Detail = Message,
            Extensions = { ["field"] = field },
        }).ExecuteAsync(http);
    }
}
