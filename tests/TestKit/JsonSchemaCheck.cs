using System.Collections.Concurrent;
using System.Text.Json;
using Json.Schema;

namespace StreamReco.TestKit;

/// <summary>
/// Checks JSON against the schemas of <c>docs/schemas</c>. A keyword that the check does not know is an error, so that no
/// schema can promise what nobody checks.
/// </summary>
public static class JsonSchemaCheck
{
    private static readonly EvaluationOptions _nested = new() { OutputFormat = OutputFormat.Hierarchical };
    private static readonly ConcurrentDictionary<string, Lazy<JsonSchema>> _loaded = new(StringComparer.Ordinal);

    /// <summary>Reads <c>docs/schemas/NAME.schema.json</c> of the repository that the tests were built from.</summary>
    public static JsonSchema Load(string name) => _loaded.GetOrAdd(name, _ => new Lazy<JsonSchema>(
        () => Read(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "schemas", $"{name}.schema.json"))))).Value;

    /// <summary>Reads a schema.</summary>
    /// <exception cref="JsonSchemaException">It has a keyword that is not known.</exception>
    public static JsonSchema Read(string text)
    {
        var dialects = new DialectRegistry();
        var strict = Dialect.Draft202012.With([], Dialect.Draft202012.Id, allowUnknownKeywords: false);
        dialects.Register(strict);
        return JsonSchema.FromText(text, new BuildOptions { Dialect = strict, DialectRegistry = dialects, SchemaRegistry = new SchemaRegistry() });
    }

    /// <summary>What is wrong with <paramref name="json"/>, each with its path; empty when it is valid.</summary>
    public static IReadOnlyList<string> Violations(JsonSchema schema, ReadOnlySpan<byte> json) =>
        [.. Violations(schema.Evaluate(JsonSerializer.Deserialize<JsonElement>(json), _nested))];

    /// <summary>Those of a part of the schema and of the parts below it, unless the part is met or only a condition.</summary>
    private static IEnumerable<string> Violations(EvaluationResults part)
    {
        if (part.IsValid || part.EvaluationPath.ToString().EndsWith("/if", StringComparison.Ordinal))
        {
            return [];
        }

        var own = (part.Errors ?? new Dictionary<string, string>())
            .Select(error => $"{part.InstanceLocation} {part.EvaluationPath} {error.Value}");
        return own.Concat((part.Details ?? []).SelectMany(Violations));
    }
}
