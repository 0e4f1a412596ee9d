using System.Text.Json;
using Microsoft.AspNetCore.Http;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http.Search;

/// <summary>The body of a search: one object whose fields are all known.</summary>
internal static class SearchBody
{
    /// <exception cref="ProblemException">It is not JSON, not an object, or has a field that is none of <paramref name="names"/>.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpContext http, IReadOnlyList<string> names)
    {
        JsonDocument body;
        try
        {
            body = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
        }
        catch (JsonException e)
        {
            throw new ProblemException(StatusCodes.Status400BadRequest, "The body is not JSON", e.Message);
        }

        if (body.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new ProblemException(StatusCodes.Status400BadRequest, "The body is not an object", "The body must be an object with q.");
        }

        foreach (var field in body.RootElement.EnumerateObject().Where(field => !names.Contains(field.Name)))
        {
            throw ProblemException.Field(field.Name, $"{field.Name} is not a field of this request{NearestName.Question(field.Name, names)}");
        }

        return body;
    }

    /// <summary>A text, number or flag as one text, an array as several.</summary>
    /// <exception cref="ProblemException">It is something else.</exception>
    public static IReadOnlyList<string> TextsOf(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Number => [value.GetRawText()],
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        JsonValueKind.Array when name == "facets" => [.. value.EnumerateArray().SelectMany(one => TextsOf("facets[]", one))],
        _ => throw ProblemException.Field(name, $"{name} must be {(name == "facets" ? "an array of texts" : "a text, a number or a flag")}."),
    };
}
