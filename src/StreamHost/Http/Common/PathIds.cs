using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>
/// Ids in paths as the caller encoded them. The server's own decoding leaves %2F as it is and takes an id "." for a
/// step in the path; so an id is taken from the request line, and routing sees a placeholder in its place.
/// </summary>
internal static class PathIds
{
    private const string Key = "streamreco.path-id";
    private const string Placeholder = "-";

    private static readonly (string Before, string After)[] _shapes =
    [
        ("/v1/recommendations/", ""), ("/v1/users/", ""), ("/v1/items/", "/similar"), ("/admin/v1/users/", ""),
    ];

    /// <summary>The id of this request's path.</summary>
    /// <exception cref="Problem">It is longer than ids may be.</exception>
    public static string Of(HttpContext http, string field, int charsMax)
    {
        var id = (string?)http.Items[Key] ?? "";
        return id.Length == 0 ? throw Problem.Field(field, $"{field} is empty.")
            : id.Length > charsMax ? throw Problem.Field(
                field, $"{field} has {id.Length} characters; Limits:IdCharsMax is {charsMax}.")
            : id;
    }

    public static Task RewriteAsync(HttpContext http, RequestDelegate next)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var path = target.Split('?', 2)[0];
        foreach (var (before, after) in _shapes)
        {
            if (path.StartsWith(before, StringComparison.Ordinal)
                && path.EndsWith(after, StringComparison.Ordinal)
                && path.Length > before.Length + after.Length
                && path[before.Length..^after.Length] is var id && !id.Contains('/', StringComparison.Ordinal))
            {
                http.Items[Key] = Uri.UnescapeDataString(id);
                http.Request.Path = $"{before}{Placeholder}{after}";
                break;
            }
        }

        return next(http);
    }
}
