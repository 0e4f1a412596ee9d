using System.Text.Json;
using Microsoft.AspNetCore.Http;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>A request's body: one JSON object whose fields are all known.</summary>
internal sealed class ApiBody : IDisposable
{
    private readonly JsonDocument _document;

    private ApiBody(JsonDocument document) => _document = document;

    /// <exception cref="ProblemException">It is not JSON, not an object, or has a field that is none of <paramref name="fields"/>.</exception>
    public static async Task<ApiBody> ReadAsync(HttpContext http, params IReadOnlyList<string> fields)
    {
        JsonDocument document;
        try
        {
            document = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
        }
        catch (JsonException e)
        {
            throw new ProblemException(StatusCodes.Status400BadRequest, "The body is not JSON", e.Message);
        }

        var body = new ApiBody(document);
        try
        {
            body.Check(fields);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>The fields that are there and not null, in the order of the body.</summary>
    public IEnumerable<JsonProperty> Fields() =>
        _document.RootElement.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null);

    /// <summary>A text that must be there and not be empty.</summary>
    public string Text(string name, int charsMax)
    {
        var value = Required(name);
        return value.ValueKind == JsonValueKind.String && JsonTexts.Of(name, value) is { Length: > 0 } text
            ? text.Length <= charsMax ? text
                : throw ProblemException.Field(name, $"{name} has {text.Length} characters; Limits:IdCharsMax is {charsMax}.")
            : throw ProblemException.Field(name, $"{name} must be a text that is not empty.");
    }

    /// <summary>An array that must be there, with 1 to <paramref name="most"/> elements.</summary>
    public IReadOnlyList<JsonElement> Array(string name, int most)
    {
        var value = Required(name);
        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is > 0 and var length
            ? length <= most ? [.. value.EnumerateArray()]
                : throw ProblemException.Field(name, $"{name} has {length} entries; Http:EntriesPerRequestMax is {most}.")
            : throw ProblemException.Field(name, $"{name} must be an array with at least one entry.");
    }

    /// <summary>Ids that must be there, each of 1 to <paramref name="charsMax"/> characters.</summary>
    public IReadOnlyList<string> Ids(string name, int most, int charsMax) =>
    [
        .. Array(name, most).Select((item, i) =>
            item.ValueKind == JsonValueKind.String && JsonTexts.Of($"{name}[{i}]", item) is { Length: > 0 } id && id.Length <= charsMax
                ? id : throw ProblemException.Field($"{name}[{i}]", $"{name}[{i}] must be an id of 1 to {charsMax} characters.")),
    ];

    /// <summary>A whole number; <paramref name="fallback"/> where it is left out.</summary>
    public int Number(string name, int fallback, int least, int most, string setting) =>
        Optional(name) is not { } value ? fallback
        : ApiQuery.Parse(name, value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.ToString(), least, most, setting);

    /// <summary>A text that is not empty; null where it is left out.</summary>
    public string? TextOrNull(string name) => Optional(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && JsonTexts.Of(name, value) is { Length: > 0 } text ? text
        : throw ProblemException.Field(name, $"{name} must be a text that is not empty.");

    public void Dispose() => _document.Dispose();

    private JsonElement Required(string name) => Optional(name) ?? throw ProblemException.Field(name, $"{name} is missing.");

    private JsonElement? Optional(string name) =>
        _document.RootElement.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private void Check(IReadOnlyList<string> fields)
    {
        if (_document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest, "The body is not an object",
                $"The body must be an object with {string.Join(", ", fields)}.");
        }

        foreach (var field in _document.RootElement.EnumerateObject())
        {
            var name = JsonTexts.NameOf(field);
            if (!fields.Contains(name))
            {
                throw ProblemException.Field(name, $"{name} is not a field of this request{NearestName.Question(name, fields)}");
            }
        }
    }
}
