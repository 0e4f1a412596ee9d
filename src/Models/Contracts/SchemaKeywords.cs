using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamReco.Models.Contracts;

/// <summary>
/// Reads a schema as a text, whether or not a record reaches its parts: each keyword must be one that <see cref="SchemaCheck"/> knows, with a
/// value of its kind, and each type one of JSON Schema's.
/// </summary>
internal static class SchemaKeywords
{
    private static readonly string[] _numbers = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

    private static readonly string[] _counts = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];

    private static readonly string[] _schemas = ["additionalProperties", "items", "not", "if", "then", "else"];

    private static readonly string[] _lists = ["anyOf", "oneOf", "allOf"];

    private static readonly string[] _named = ["properties", "$defs"];

    /// <exception cref="ContractException">A keyword is not known, or has a value of another kind; the message names the place.</exception>
    public static void Check(JsonElement schema) => Check("$", schema);

    /// <summary>The refusal of a keyword.</summary>
    public static ContractException NotKnown(string path, string keyword) =>
        new($"{path}: the keyword '{keyword}' is not one that contracts may use.");

    private static void Check(string path, JsonElement schema)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw new ContractException($"{path} is {SchemaCheck.Shown(schema)}; a schema is an object, true or false.");
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            Check(path, keyword.Name, keyword.Value);
        }
    }

    private static void Check(string path, string keyword, JsonElement value)
    {
        if (_named.Contains(keyword))
        {
            Require(path, keyword, value, value.ValueKind == JsonValueKind.Object, "an object of schemas");
            foreach (var named in value.EnumerateObject())
            {
                Check(keyword == "properties" ? $"{path}.{named.Name}" : $"{path}/{keyword}/{named.Name}", named.Value);
            }
        }
        else if (_lists.Contains(keyword))
        {
            Require(path, keyword, value, value.ValueKind == JsonValueKind.Array, "a list of schemas");
            foreach (var one in value.EnumerateArray())
            {
                Check(path, one);
            }
        }
        else if (_schemas.Contains(keyword))
        {
            Check(keyword == "items" ? $"{path}[*]" : path, value);
        }
        else if (!SchemaCheck.IsSilent(keyword))
        {
            CheckValue(path, keyword, value);
        }
    }

    private static void CheckValue(string path, string keyword, JsonElement value)
    {
        switch (keyword)
        {
            case "type":
                CheckTypes(path, value);
                break;
            case "enum":
                Require(path, keyword, value, value.ValueKind == JsonValueKind.Array, "a list of values");
                break;
            case "required":
                Require(path, keyword, value, value.ValueKind == JsonValueKind.Array
                    && value.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String), "a list of names");
                break;
            case "pattern":
                Require(path, keyword, value, value.ValueKind == JsonValueKind.String, "a regular expression");
                CheckPattern(path, value.GetString()!);
                break;
            case "uniqueItems":
                Require(path, keyword, value, value.ValueKind is JsonValueKind.True or JsonValueKind.False, "true or false");
                break;
            case "$ref":
                Require(path, keyword, value, value.ValueKind == JsonValueKind.String, "a place in the file, as #/$defs/NAME");
                break;
            case "const":
                break;
            default:
                Require(
                    path, keyword, value,
                    _numbers.Contains(keyword) || _counts.Contains(keyword) ? value.ValueKind == JsonValueKind.Number : throw NotKnown(path, keyword),
                    "a number");
                break;
        }
    }

    private static void CheckTypes(string path, JsonElement value)
    {
        JsonElement[] types = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        foreach (var type in types.Where(type => type.ValueKind != JsonValueKind.String || !SchemaNode.TypeNames.Contains(type.GetString())))
        {
            throw new ContractException($"{path}: type is {SchemaCheck.Shown(type)}; it must be one of {string.Join(", ", SchemaNode.TypeNames)}.");
        }
    }

    private static void CheckPattern(string path, string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.ECMAScript);
        }
        catch (ArgumentException e)
        {
            throw new ContractException($"{path}: the pattern {pattern} cannot be read: {e.Message}", e);
        }
    }

    private static void Require(string path, string keyword, JsonElement value, bool holds, string must)
    {
        if (!holds)
        {
            throw new ContractException($"{path}: {keyword} is {SchemaCheck.Shown(value)}; it must be {must}.");
        }
    }
}
