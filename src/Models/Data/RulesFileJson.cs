using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamReco.Models.Data;

/// <summary>Reads a file of rules: JSON in snake_case, comments and trailing commas are allowed, unknown fields are not.</summary>
public static class RulesFileJson
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>What a file says.</summary>
    /// <typeparam name="T">Its form.</typeparam>
    /// <param name="file">The file.</param>
    /// <param name="fault">Makes the exception of a problem, with its cause; null where there is none.</param>
    public static T Read<T>(string file, Func<string, Exception?, Exception> fault)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return JsonSerializer.Deserialize<T>(stream, _json) ?? throw fault("the file is empty.", null);
        }
        catch (JsonException e)
        {
            throw fault($"is no rules file: {JsonFaults.Describe<T>(e, _json)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw fault($"cannot be read: {e.Message}", e);
        }
    }
}
