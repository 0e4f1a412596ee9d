using System.Globalization;
using System.Text.Json;
using StreamReco.Models.Data;

namespace StreamReco.Models.Contracts;

/// <summary>
/// A version of what a source promises to send: a JSON Schema (2020-12) that also says who answers for it (<c>x-owner</c>), what later
/// versions must get on with (<c>x-compatibility</c>, a <see cref="ContractMode"/>) and, at a field, what it is (<c>x-tag</c>: <c>pii</c>,
/// <c>id</c>, <c>money</c>). A file <c>contracts/NAME/VERSION.json</c>, with examples in <c>contracts/NAME/samples/VERSION/*.json</c>.
/// </summary>
public sealed class Contract
{
    private IReadOnlyList<Contract>? _earlier;
    private IReadOnlyList<ContractSample>? _samples;

    private Contract(string path, int version, JsonElement schema, ContractMode mode)
    {
        (Path, Version, Schema, Mode) = (path, version, schema, mode);
        Name = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        Owner = schema.TryGetProperty("x-owner", out var owner) ? owner.ToString() : "";
        Tags = [.. TagsOf("$", SchemaNode.Of(schema), [])];
    }

    public string Path { get; }

    /// <summary>The name of its folder.</summary>
    public string Name { get; }

    public int Version { get; }

    public JsonElement Schema { get; }

    public ContractMode Mode { get; }

    public string Owner { get; }

    /// <summary>What fields are, by place.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; }

    /// <summary>Reads a version.</summary>
    /// <exception cref="ContractException">It is none, or says what is not checked; the message names the file.</exception>
    public static Contract Read(string path)
    {
        if (!int.TryParse(System.IO.Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw new ContractException($"{path}: the name must be the version's number, as in contracts/clicks/2.json.");
        }

        var schema = ReadJson(path);
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw new ContractException($"{path} is no JSON object.");
        }

        var mode = ContractMode.Backward;
        if (schema.TryGetProperty("x-compatibility", out var name) && !ContractModes.TryParse(name.ToString(), out mode))
        {
            throw new ContractException($"{path}: x-compatibility is '{name}'; it must be one of {ContractModes.All}.");
        }

        try
        {
            SchemaKeywords.Check(schema);
            return new Contract(path, version, schema, mode);
        }
        catch (ContractException e)
        {
            throw new ContractException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>The versions in the folder of this one, itself aside, oldest first; read once.</summary>
    /// <exception cref="ContractException">One cannot be read.</exception>
    public IReadOnlyList<Contract> Earlier() => _earlier ??=
        [.. Directory.GetFiles(Folder(), "*.json").Where(path => int.TryParse(System.IO.Path.GetFileNameWithoutExtension(path), out _))
            .Select(Read).Where(other => other.Version < Version).OrderBy(other => other.Version)];

    /// <summary>The examples of this version, by file name; read once.</summary>
    /// <exception cref="ContractException">One is no JSON.</exception>
    public IReadOnlyList<ContractSample> Samples() => _samples ??= ReadSamples();

    private IReadOnlyList<ContractSample> ReadSamples()
    {
        var folder = System.IO.Path.Combine(Folder(), "samples", Version.ToString(CultureInfo.InvariantCulture));
        return !Directory.Exists(folder) ? []
            : [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(path => new ContractSample(path, ReadJson(path)))];
    }

    private string Folder() => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    private static JsonElement ReadJson(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return json.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ContractException($"{path} cannot be read: {(e is JsonException json ? JsonFaults.Describe(json) : e.Message)}", e);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> TagsOf(string path, SchemaNode schema, HashSet<string> open)
    {
        if (!open.Add(schema.Element.GetRawText()))
        {
            return []; // it refers to itself
        }

        List<KeyValuePair<string, string>> tags = [];
        if (schema.Find("x-tag") is { } tag)
        {
            tags.Add(KeyValuePair.Create(path, tag.ToString()));
        }

        foreach (var (name, property) in schema.Properties())
        {
            tags.AddRange(TagsOf($"{path}.{name}", property, [.. open]));
        }

        if (schema.Schema("items") is { } items)
        {
            tags.AddRange(TagsOf($"{path}[*]", items, [.. open]));
        }

        return tags;
    }
}

/// <summary>An example of a version.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Value">The record.</param>
public sealed record ContractSample(string Path, JsonElement Value);
