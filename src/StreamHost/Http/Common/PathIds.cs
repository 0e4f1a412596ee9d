using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>
/// Ids in paths as the caller encoded them. The server's own decoding leaves %2F as it is and takes an id "." for a
/// step in the path; so an id is taken from the request line, routing sees a placeholder in its place, and handlers are
/// bound to the id.
/// </summary>
internal static class PathIds
{
    private const string Key = "streamreco.path-id";
    private const string Placeholder = "-";

    private static readonly (string Before, string After, string Name)[] _shapes =
    [
        ("/v1/recommendations/", "", "user"), ("/v1/users/", "/export", "user"), ("/v1/users/", "", "user"),
        ("/v1/identities/", "/unlink", "user"), ("/v1/identities/", "", "user"), ("/v1/items/", "/similar", "item"),
        ("/v1/items/", "", "item"),
    ];

    /// <summary>Checks an id of a path or a body. The character U+0000 is in no event's id, and PostgreSQL takes it in no text.</summary>
    /// <returns>The id.</returns>
    /// <exception cref="ProblemException">It is missing, empty or longer than ids may be, or has the character U+0000.</exception>
    public static string Check(string field, string? id, int charsMax) =>
        string.IsNullOrEmpty(id) ? throw ProblemException.Field(field, $"{field} is missing or empty.")
        : id.Contains('\0', StringComparison.Ordinal) ? throw ProblemException.Field(field, $"{field} has the character U+0000, which no id has.")
        : id.Length > charsMax ? throw ProblemException.Field(
            field, $"{field} has {id.Length} characters; Limits:IdCharsMax is {charsMax}.")
        : id;

    /// <summary>Before routing: takes the id out of the path.</summary>
    public static Task RewriteAsync(HttpContext http, RequestDelegate next)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var path = target.Split('?', 2)[0];
        foreach (var (before, after, name) in _shapes)
        {
            if (path.StartsWith(before, StringComparison.Ordinal)
                && path.EndsWith(after, StringComparison.Ordinal)
                && path.Length > before.Length + after.Length
                && path[before.Length..^after.Length] is var id && !id.Contains('/', StringComparison.Ordinal))
            {
                http.Items[Key] = new PathId(name, Uri.UnescapeDataString(id));
                http.Request.Path = $"{before}{Placeholder}{after}";
                break;
            }
        }

        return next(http);
    }

    /// <summary>After routing: gives the id to the handler's parameter.</summary>
    public static Task RestoreAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Items.TryGetValue(Key, out var kept) && kept is PathId id && http.Request.RouteValues.ContainsKey(id.Name))
        {
            http.Request.RouteValues[id.Name] = id.Value;
        }

        return next(http);
    }

    private sealed record PathId(string Name, string Value);
}
