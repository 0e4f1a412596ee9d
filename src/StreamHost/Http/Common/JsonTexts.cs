using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>Texts and names of a body. JSON can escape half of a surrogate pair, which no text of .NET or UTF-8 can hold; the framework throws there.</summary>
internal static class JsonTexts
{
    /// <summary>A text of the body.</summary>
    /// <param name="field">The field to name.</param>
    /// <param name="value">A JSON string.</param>
    /// <exception cref="ProblemException">It is no Unicode text.</exception>
    public static string Of(string field, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw ProblemException.Field(field, $"{field} has half of a surrogate pair (\\ud800 to \\udfff): that is no Unicode text.");
        }
    }

    /// <summary>The name of a field of the body.</summary>
    /// <exception cref="ProblemException">It is no Unicode text.</exception>
    public static string NameOf(JsonProperty field) => NameOrNull(field) ?? throw new ProblemException(
        StatusCodes.Status400BadRequest, "A field is not right",
        "The name of a field has half of a surrogate pair (\\ud800 to \\udfff): that is no Unicode text.");

    /// <summary>The name of a field; null if it is no Unicode text.</summary>
    public static string? NameOrNull(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
