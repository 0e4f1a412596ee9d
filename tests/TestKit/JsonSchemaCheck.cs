using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamReco.TestKit;

/// <summary>
/// Checks JSON against the part of JSON Schema 2020-12 that <c>docs/schemas</c> uses. A keyword that it does not know
/// is an error, so that no schema can promise what nobody checks.
/// </summary>
public sealed class JsonSchemaCheck
{
    /// <summary>Keywords that describe and do not restrict.</summary>
    private static readonly HashSet<string> _notes =
        ["$schema", "$id", "$defs", "title", "description", "format", "contentEncoding", "then", "else"];

    private readonly JsonElement _root;
    private readonly List<string> _violations = [];

    private JsonSchemaCheck(JsonElement root) => _root = root;

    /// <summary>Reads <c>docs/schemas/NAME.schema.json</c> of the repository that the tests were built from.</summary>
    public static JsonElement Load(string name)
    {
        var path = Path.Combine(RepositoryRoot.Path, "docs", "schemas", $"{name}.schema.json");
        return JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(path));
    }

    /// <summary>What is wrong with <paramref name="json"/>, each with its path; empty when it is valid.</summary>
    public static IReadOnlyList<string> Violations(JsonElement schema, ReadOnlySpan<byte> json)
    {
        var check = new JsonSchemaCheck(schema);
        check.Check(schema, JsonSerializer.Deserialize<JsonElement>(json), "$");
        return check._violations;
    }

    private void Check(JsonElement schema, JsonElement value, string path)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            if (!_notes.Contains(keyword.Name))
            {
                Apply(keyword.Name, keyword.Value, schema, value, path);
            }
        }
    }

    private void Apply(string keyword, JsonElement rule, JsonElement schema, JsonElement value, string path)
    {
        switch (keyword)
        {
            case "$ref":
                Check(Definition(rule.GetString()!), value, path);
                break;
            case "allOf":
                rule.EnumerateArray().ToList().ForEach(part => Check(part, value, path));
                break;
            case "anyOf":
                Require(rule.EnumerateArray().Any(part => Holds(part, value)), path, "matches none of anyOf");
                break;
            case "if":
                Branch(rule, schema, value, path);
                break;
            case "type":
                Require(Types(rule).Any(type => IsOf(type, value)), path, $"is {value.ValueKind}, not {rule}");
                break;
            case "const":
                Require(JsonElement.DeepEquals(rule, value), path, $"is not {rule}");
                break;
            case "enum":
                Require(rule.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)), path, $"is not one of {rule}");
                break;
            case "required" or "properties" or "additionalProperties":
                ApplyToObject(keyword, rule, schema, value, path);
                break;
            case "items" or "minItems" or "maxItems":
                ApplyToArray(keyword, rule, value, path);
                break;
            default:
                ApplyToScalar(keyword, rule, value, path);
                break;
        }
    }

    private void ApplyToObject(string keyword, JsonElement rule, JsonElement schema, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        switch (keyword)
        {
            case "required":
                rule.EnumerateArray().Select(name => name.GetString()!).ToList().ForEach(
                    name => Require(value.TryGetProperty(name, out _), path, $"lacks {name}"));
                break;
            case "properties":
                rule.EnumerateObject().Where(p => value.TryGetProperty(p.Name, out _)).ToList().ForEach(
                    p => Check(p.Value, value.GetProperty(p.Name), $"{path}.{p.Name}"));
                break;
            default:
                Require(rule.ValueKind == JsonValueKind.False, path, "additionalProperties is known as false only");
                value.EnumerateObject().ToList().ForEach(p => Require(
                    schema.GetProperty("properties").TryGetProperty(p.Name, out _), path, $"has the unknown {p.Name}"));
                break;
        }
    }

    private void ApplyToArray(string keyword, JsonElement rule, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var length = value.GetArrayLength();
        switch (keyword)
        {
            case "minItems":
                Require(length >= rule.GetInt32(), path, $"has {length} items, fewer than {rule}");
                break;
            case "maxItems":
                Require(length <= rule.GetInt32(), path, $"has {length} items, more than {rule}");
                break;
            default:
                value.EnumerateArray().Index().ToList().ForEach(
                    one => Check(rule, one.Item, string.Create(CultureInfo.InvariantCulture, $"{path}[{one.Index}]")));
                break;
        }
    }

    private void ApplyToScalar(string keyword, JsonElement rule, JsonElement value, string path)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
        var isNumber = value.ValueKind == JsonValueKind.Number;
        switch (keyword)
        {
            case "minimum":
                Require(!isNumber || value.GetDouble() >= rule.GetDouble(), path, $"is below {rule}");
                break;
            case "minLength":
                Require(text is null || text.Length >= rule.GetInt32(), path, $"is shorter than {rule}");
                break;
            case "maxLength":
                Require(text is null || text.Length <= rule.GetInt32(), path, $"is longer than {rule}");
                break;
            case "pattern":
                Require(text is null || Regex.IsMatch(text, rule.GetString()!), path, $"does not match {rule}");
                break;
            default:
                throw new NotSupportedException($"{path}: the schema's keyword '{keyword}' is not known to this check.");
        }
    }

    private void Branch(JsonElement condition, JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty(Holds(condition, value) ? "then" : "else", out var branch))
        {
            Check(branch, value, path);
        }
    }

    private bool Holds(JsonElement schema, JsonElement value)
    {
        var trial = new JsonSchemaCheck(_root);
        trial.Check(schema, value, "$");
        return trial._violations.Count == 0;
    }

    private JsonElement Definition(string reference) =>
        reference["#/".Length..].Split('/').Aggregate(_root, (at, name) => at.GetProperty(name));

    private void Require(bool holds, string path, string violation)
    {
        if (!holds)
        {
            _violations.Add($"{path} {violation}");
        }
    }

    private static IEnumerable<string> Types(JsonElement rule) => rule.ValueKind == JsonValueKind.Array
        ? rule.EnumerateArray().Select(type => type.GetString()!)
        : [rule.GetString()!];

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() == Math.Floor(value.GetDouble()),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException($"The schema's type '{type}' is not known to this check."),
    };
}
