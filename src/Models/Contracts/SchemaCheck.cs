using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamReco.Models.Contracts;

/// <summary>
/// Whether a value is valid by a schema: the keywords of JSON Schema 2020-12 that contracts use. A keyword that is not known is an error
/// and not passed over: a contract must not say more than is checked.
/// </summary>
public sealed class SchemaCheck
{
    /// <summary>Patterns are written by people who may write them badly, and judge what anybody may send.</summary>
    private static readonly TimeSpan _patternTimeout = TimeSpan.FromMilliseconds(100);

    /// <summary>Keywords that say nothing about a value.</summary>
    private static readonly HashSet<string> _silent = new(StringComparer.Ordinal)
    {
        "$schema", "$id", "$comment", "$defs", "$anchor", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly",
        "format", "contentEncoding", "contentMediaType",
        // Read with another keyword.
        "then", "else",
    };

    private readonly List<SchemaBreak> _faults = [];

    /// <summary>Whether a keyword says nothing about a value.</summary>
    internal static bool IsSilent(string keyword) => _silent.Contains(keyword) || keyword.StartsWith("x-", StringComparison.Ordinal);

    /// <returns>What is wrong, by place; empty if the value is valid.</returns>
    /// <exception cref="ContractException">The schema cannot be read, or uses a keyword that is not known.</exception>
    public static IReadOnlyList<SchemaBreak> Faults(JsonElement value, JsonElement schema) => Faults(value, SchemaNode.Of(schema));

    internal static IReadOnlyList<SchemaBreak> Faults(JsonElement value, SchemaNode schema)
    {
        var check = new SchemaCheck();
        check.Check("$", value, schema);
        return check._faults;
    }

    /// <summary>The type of a value in JSON Schema's words.</summary>
    internal static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => IsWhole(value) ? "integer" : "number",
        JsonValueKind.String => "string",
        JsonValueKind.Array => "array",
        _ => "object",
    };

    /// <summary>The beginning of a value, for messages.</summary>
    internal static string Shown(JsonElement value)
    {
        const int CharsMax = 60;
        var text = value.GetRawText();
        return text.Length <= CharsMax ? text : $"{text.AsSpan(0, CharsMax)}...";
    }

    private void Check(string path, JsonElement value, SchemaNode schema)
    {
        if (schema.IsNever)
        {
            Add(path, "is not allowed");
            return;
        }

        if (schema.Element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var keyword in schema.Element.EnumerateObject())
        {
            if (!IsSilent(keyword.Name))
            {
                Check(path, value, schema, keyword.Name, keyword.Value);
            }
        }
    }

    private void Check(string path, JsonElement value, SchemaNode schema, string keyword, JsonElement given)
    {
        var isMet = keyword switch
        {
            "type" => schema.Types is var types && (types.Contains(TypeOf(value)) || (TypeOf(value) == "integer" && types.Contains("number"))),
            "enum" or "const" => schema.Values!.Any(one => JsonElement.DeepEquals(one, value)),
            "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= given.GetDouble(),
            "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() <= given.GetDouble(),
            "exclusiveMinimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() > given.GetDouble(),
            "exclusiveMaximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() < given.GetDouble(),
            "multipleOf" => value.ValueKind != JsonValueKind.Number || IsMultiple(value, given),
            "minLength" => Length(value) is not { } chars || chars >= given.GetDouble(),
            "maxLength" => Length(value) is not { } chars || chars <= given.GetDouble(),
            "pattern" => value.ValueKind != JsonValueKind.String || Matches(given.GetString()!, value.GetString()!),
            "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= given.GetDouble(),
            "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= given.GetDouble(),
            "uniqueItems" => value.ValueKind != JsonValueKind.Array || given.ValueKind != JsonValueKind.True || AreUnique(value),
            "minProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() >= given.GetDouble(),
            "maxProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() <= given.GetDouble(),
            "required" or "properties" or "additionalProperties" or "items" => CheckInside(path, value, schema, keyword),
            "anyOf" or "oneOf" or "allOf" or "not" or "if" => CheckCombined(path, value, schema, keyword),
            _ => throw SchemaKeywords.NotKnown(path, keyword),
        };
        if (!isMet)
        {
            Add(path, $"{Shown(value)} is against {keyword} {Shown(given)}");
        }
    }

    /// <summary>What is inside is reported by its own place.</summary>
    private bool CheckInside(string path, JsonElement value, SchemaNode schema, string keyword)
    {
        if (keyword == "items")
        {
            if (value.ValueKind == JsonValueKind.Array)
            {
                var at = 0;
                foreach (var element in value.EnumerateArray())
                {
                    Check($"{path}[{at++}]", element, schema.Schema(keyword)!.Value);
                }
            }

            return true;
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            CheckFields(path, value, schema, keyword);
        }

        return true;
    }

    private void CheckFields(string path, JsonElement value, SchemaNode schema, string keyword)
    {
        if (keyword == "required")
        {
            foreach (var name in schema.Texts(keyword).Where(name => !value.TryGetProperty(name, out _)))
            {
                Add($"{path}.{name}", "is missing");
            }

            return;
        }

        var properties = schema.Properties();
        foreach (var field in value.EnumerateObject())
        {
            if (properties.TryGetValue(field.Name, out var property) == (keyword == "properties"))
            {
                Check($"{path}.{field.Name}", field.Value, keyword == "properties" ? property : schema.Schema(keyword)!.Value);
            }
        }
    }

    private bool CheckCombined(string path, JsonElement value, SchemaNode schema, string keyword)
    {
        switch (keyword)
        {
            case "allOf":
                foreach (var one in schema.Schemas(keyword))
                {
                    Check(path, value, one);
                }

                return true;
            case "anyOf":
                return schema.Schemas(keyword).Any(one => Faults(value, one).Count == 0);
            case "oneOf":
                return schema.Schemas(keyword).Count(one => Faults(value, one).Count == 0) == 1;
            case "not":
                return Faults(value, schema.Schema(keyword)!.Value).Count > 0;
            default:
                if (schema.Schema(Faults(value, schema.Schema(keyword)!.Value).Count == 0 ? "then" : "else") is { } follows)
                {
                    Check(path, value, follows);
                }

                return true;
        }
    }

    private static bool IsWhole(JsonElement number) => number.TryGetInt64(out _) || (number.GetDouble() is var value && Math.Floor(value).Equals(value));

    private static bool IsMultiple(JsonElement value, JsonElement of) =>
        value.TryGetDecimal(out var number) && of.TryGetDecimal(out var step) && step > 0 ? number % step == 0 : value.GetDouble() % of.GetDouble() == 0;

    /// <summary>Characters as JSON Schema counts them: code points.</summary>
    private static int? Length(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()!.EnumerateRunes().Count() : null;

    private static bool Matches(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.ECMAScript, _patternTimeout);
        }
        catch (RegexParseException e)
        {
            throw new ContractException($"The pattern {pattern} cannot be read: {e.Message}", e);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static bool AreUnique(JsonElement list)
    {
        JsonElement[] elements = [.. list.EnumerateArray()];
        return !elements.Where((element, at) => elements.Take(at).Any(before => JsonElement.DeepEquals(before, element))).Any();
    }

    private void Add(string path, string what) => _faults.Add(new SchemaBreak(path, what));
}
