using System.Text.Json;

namespace StreamReco.Models.Contracts;

/// <summary>
/// A census of what sources send that a contract does not say: unknown fields, other types, new values of enumerations, missing fields.
/// Each once a source and place, with its number and where it was seen first. Not thread-safe.
/// </summary>
public sealed class SchemaDrift(Contract contract)
{
    /// <summary>Places that are kept a source; a sender that makes names up must not fill the memory.</summary>
    public const int PlacesMax = 1_000;

    private const string Further = "(further)";

    private readonly Place _schema = new(SchemaNode.Of(contract.Schema));
    private readonly Dictionary<(string Source, string Path, string What), DriftFinding> _findings = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>Records so far.</summary>
    public long Records { get; private set; }

    /// <summary>What was found, by source and place.</summary>
    public IReadOnlyList<DriftFinding> Findings =>
        [.. _findings.Values.OrderBy(one => one.Source, StringComparer.Ordinal).ThenBy(one => one.Path, StringComparer.Ordinal).ThenBy(one => one.What, StringComparer.Ordinal)];

    /// <summary>Takes a record.</summary>
    /// <param name="source">Who sent it.</param>
    /// <param name="offset">Where it stands: an offset or the number of a line.</param>
    /// <param name="record">The record.</param>
    public void Add(string source, long offset, JsonElement record)
    {
        Records++;
        Look(source, offset, "$", record, _schema);
    }

    private void Look(string source, long offset, string path, JsonElement value, Place schema)
    {
        if (schema.Values is { } values)
        {
            if (!values.Any(one => JsonElement.DeepEquals(one, value)))
            {
                Note(source, offset, path, $"new value {SchemaCheck.Shown(value)}");
            }

            return;
        }

        var type = SchemaCheck.TypeOf(value);
        var types = schema.Types;
        if (!types.Contains(type) && !(type == "integer" && types.Contains("number")))
        {
            Note(source, offset, path, $"type {type}, not {string.Join(" or ", types)}");
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            LookAtFields(source, offset, path, value, schema);
        }
        else if (value.ValueKind == JsonValueKind.Array && schema.Items is { } items)
        {
            foreach (var element in value.EnumerateArray())
            {
                Look(source, offset, $"{path}[*]", element, items);
            }
        }
    }

    private void LookAtFields(string source, long offset, string path, JsonElement value, Place schema)
    {
        var properties = schema.Properties;
        foreach (var field in value.EnumerateObject())
        {
            if (properties.TryGetValue(field.Name, out var property))
            {
                Look(source, offset, $"{path}.{field.Name}", field.Value, property);
            }
            else if (properties.Count > 0) // an object of which nothing is said is free
            {
                Note(source, offset, $"{path}.{field.Name}", $"unknown field, {SchemaCheck.TypeOf(field.Value)}");
            }
        }

        foreach (var name in schema.Required.Where(name => !value.TryGetProperty(name, out _)))
        {
            Note(source, offset, $"{path}.{name}", "missing");
        }
    }

    private void Note(string source, long offset, string path, string what)
    {
        if (_findings.TryGetValue((source, path, what), out var known))
        {
            known.Count++;
            return;
        }

        var places = _places[source] = _places.GetValueOrDefault(source) + 1;
        if (places <= PlacesMax)
        {
            _findings.Add((source, path, what), new DriftFinding(source, path, what, offset) { Count = 1 });
        }
        else if (!_findings.TryAdd((source, Further, ""), new DriftFinding(source, Further, $"after the first {PlacesMax} places", offset) { Count = 1 }))
        {
            _findings[(source, Further, "")].Count++;
        }
    }

    /// <summary>
    /// A part of the schema, read once for all records. What lies below it is read when a record comes there, because a schema may
    /// refer to itself.
    /// </summary>
    private sealed class Place(SchemaNode schema)
    {
        private Place? _items;
        private Dictionary<string, Place>? _properties;

        public IReadOnlyList<JsonElement>? Values { get; } = schema.Values;

        public IReadOnlyList<string> Types { get; } = schema.Types;

        public IReadOnlyList<string> Required { get; } = schema.Texts("required");

        public Place? Items => _items ??= schema.Schema("items") is { } items ? new Place(items) : null;

        public IReadOnlyDictionary<string, Place> Properties => _properties ??=
            schema.Properties().ToDictionary(one => one.Key, one => new Place(one.Value), StringComparer.Ordinal);
    }
}

/// <summary>Something that a contract does not say.</summary>
/// <param name="Source">Who sends it.</param>
/// <param name="Path">The place.</param>
/// <param name="What">In words.</param>
/// <param name="First">Where it was seen first: an offset or the number of a line.</param>
public sealed record DriftFinding(string Source, string Path, string What, long First)
{
    /// <summary>How often.</summary>
    public long Count { get; internal set; }
}
