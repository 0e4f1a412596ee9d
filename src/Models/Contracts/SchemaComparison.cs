using System.Globalization;
using System.Text.Json;

namespace StreamReco.Models.Contracts;

/// <summary>
/// Finds what a reader's schema refuses of what a writer's schema allows: required fields added, types narrowed, enumerations shrunk,
/// ranges narrowed, further properties closed. Of keywords that it cannot compare (<c>anyOf</c>, <c>if</c>, ...) any difference is one.
/// </summary>
public sealed class SchemaComparison
{
    private static readonly string[] _lowerBounds = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
    private static readonly string[] _upperBounds = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
    private static readonly string[] _exact = ["pattern", "multipleOf", "uniqueItems"];

    /// <summary>Keywords whose meaning is not compared; equal texts are equal.</summary>
    private static readonly string[] _opaque =
    [
        "anyOf", "oneOf", "allOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "patternProperties",
        "propertyNames", "contains", "minContains", "maxContains", "prefixItems", "unevaluatedProperties", "unevaluatedItems",
    ];

    private readonly List<SchemaBreak> _breaks = [];

    /// <summary>Pairs that are being compared: a schema may refer to itself.</summary>
    private readonly HashSet<(string Writer, string Reader)> _open = [];

    /// <param name="writer">The schema that records were written by.</param>
    /// <param name="reader">The schema that they are read by.</param>
    /// <returns>What stands in the way, in the order of the reader's schema; empty if all that is written can be read.</returns>
    /// <exception cref="ContractException">A schema cannot be read.</exception>
    public static IReadOnlyList<SchemaBreak> Breaks(JsonElement writer, JsonElement reader)
    {
        var comparison = new SchemaComparison();
        comparison.Compare("$", SchemaNode.Of(writer), SchemaNode.Of(reader));
        return comparison._breaks;
    }

    private void Compare(string path, SchemaNode writer, SchemaNode reader)
    {
        var pair = (writer.Element.GetRawText(), reader.Element.GetRawText());
        if (writer.IsNever || !_open.Add(pair))
        {
            return;
        }

        if (reader.IsNever)
        {
            Add(path, "is allowed no more");
        }
        else if (writer.Values is { } values)
        {
            CompareValues(path, values, reader);
        }
        else
        {
            CompareKeywords(path, writer, reader);
        }

        _open.Remove(pair);
    }

    private void CompareKeywords(string path, SchemaNode writer, SchemaNode reader)
    {
        CompareTypes(path, writer, reader);
        CompareBounds(path, writer, reader);
        CompareTexts(path, writer, reader);
        CompareObjects(path, writer, reader);
        if (reader.Schema("items") is { } items && writer.Types.Contains("array") && reader.Types.Contains("array"))
        {
            Compare($"{path}[*]", writer.Schema("items") ?? SchemaNode.Anything, items);
        }
    }

    private void CompareValues(string path, IReadOnlyList<JsonElement> values, SchemaNode reader)
    {
        string[] refused = [.. values.Where(value => SchemaCheck.Faults(value, reader).Count > 0).Select(value => value.GetRawText())];
        if (refused.Length > 0)
        {
            Add(path, $"enum shrunk: {string.Join(", ", refused)} is allowed no more");
        }
    }

    private void CompareTypes(string path, SchemaNode writer, SchemaNode reader)
    {
        var taken = reader.Types;
        string[] refused = [.. writer.Types.Where(type => !taken.Contains(type) && !(type == "integer" && taken.Contains("number")))];
        if (refused.Length > 0)
        {
            Add(path, $"type narrowed: {string.Join(", ", refused)} was allowed, {string.Join(", ", taken)} is");
        }
        else if (reader.Values is { } values)
        {
            Add(path, $"enum added: only {string.Join(", ", values.Select(value => value.GetRawText()))} is allowed, every value was");
        }
    }

    private void CompareBounds(string path, SchemaNode writer, SchemaNode reader)
    {
        foreach (var keyword in _lowerBounds)
        {
            if (reader.Number(keyword) is { } least && !(writer.Number(keyword) >= least))
            {
                Add(path, $"range narrowed: {keyword} is {Text(least)}, was {Text(writer.Number(keyword))}");
            }
        }

        foreach (var keyword in _upperBounds)
        {
            if (reader.Number(keyword) is { } most && !(writer.Number(keyword) <= most))
            {
                Add(path, $"range narrowed: {keyword} is {Text(most)}, was {Text(writer.Number(keyword))}");
            }
        }
    }

    private void CompareTexts(string path, SchemaNode writer, SchemaNode reader)
    {
        foreach (var keyword in _exact)
        {
            if (reader.Find(keyword) is { } taken && !Same(writer.Find(keyword), taken))
            {
                Add(path, $"{keyword} changed: is {taken.GetRawText()}, was {writer.Find(keyword)?.GetRawText() ?? "not there"}");
            }
        }

        foreach (var keyword in _opaque)
        {
            if (reader.Find(keyword) is { } taken && !Same(writer.Find(keyword), taken))
            {
                Add(path, $"{keyword} changed, which cannot be compared: it may refuse what was allowed");
            }
        }
    }

    private void CompareObjects(string path, SchemaNode writer, SchemaNode reader)
    {
        var required = writer.Texts("required");
        foreach (var name in reader.Texts("required").Except(required))
        {
            Add($"{path}.{name}", "required added: it could be missing");
        }

        var (written, taken) = (writer.Properties(), reader.Properties());
        var (othersWritten, othersTaken) = (writer.Schema("additionalProperties"), reader.Schema("additionalProperties"));
        foreach (var (name, schema) in taken)
        {
            // Where anything could be written under a name that only the reader knows, nobody is held to have done so.
            if (written.TryGetValue(name, out var before) || othersWritten is { IsAnything: false })
            {
                Compare($"{path}.{name}", written.ContainsKey(name) ? before : othersWritten!.Value, schema);
            }
        }

        foreach (var (name, schema) in written.Where(one => !taken.ContainsKey(one.Key)))
        {
            Compare($"{path}.{name}", schema, othersTaken ?? SchemaNode.Anything);
        }

        if (othersTaken is { IsNever: true } && othersWritten is not { IsNever: true })
        {
            Add(path, "additionalProperties closed: other fields were allowed");
        }
        else if (othersTaken is { } others)
        {
            Compare($"{path}.*", othersWritten ?? SchemaNode.Anything, others);
        }
    }

    private static bool Same(JsonElement? one, JsonElement other) => one is { } there && JsonElement.DeepEquals(there, other);

    private static string Text(double? number) => number is { } given ? given.ToString(CultureInfo.InvariantCulture) : "not bounded";

    private void Add(string path, string what) => _breaks.Add(new SchemaBreak(path, what));
}
