using System.Text.Json;

namespace StreamReco.Models.Contracts;

/// <summary>A schema or a part of one, with the document that its references are found in.</summary>
/// <param name="Root">The whole schema.</param>
/// <param name="Element">This part: an object, or <c>true</c> or <c>false</c>.</param>
internal readonly record struct SchemaNode(JsonElement Root, JsonElement Element)
{
    private const int ReferencesMax = 32;

    /// <summary>The words by which a type is named; a number without a fraction is both integer and number.</summary>
    internal static readonly string[] TypeNames = ["null", "boolean", "integer", "number", "string", "array", "object"];

    /// <summary>A schema that takes everything.</summary>
    public static SchemaNode Anything { get; } = Of(JsonDocument.Parse("true").RootElement);

    /// <summary>Whether it takes everything.</summary>
    public bool IsAnything => Element.ValueKind == JsonValueKind.True || (Element.ValueKind == JsonValueKind.Object && !Element.EnumerateObject().Any());

    /// <summary>The values that it takes, where it names them (<c>enum</c>, <c>const</c>); else null.</summary>
    public IReadOnlyList<JsonElement>? Values => Find("const") is { } only ? [only]
        : Find("enum") is { ValueKind: JsonValueKind.Array } values ? [.. values.EnumerateArray()] : null;

    /// <summary>Whether it takes nothing.</summary>
    public bool IsNever => Element.ValueKind == JsonValueKind.False;

    /// <summary>The types that it takes; all of them if it names none.</summary>
    public IReadOnlyList<string> Types => Find("type") switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray().Select(type => type.GetString() ?? "")],
        _ => TypeNames,
    };

    public static SchemaNode Of(JsonElement root) => new SchemaNode(root, root).Resolved();

    /// <summary>A keyword's value; null if it does not stand here.</summary>
    public JsonElement? Find(string keyword) =>
        Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(keyword, out var value) ? value : null;

    /// <summary>A keyword's number; null if it does not stand here.</summary>
    public double? Number(string keyword) => Find(keyword) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    /// <summary>The schema under a keyword, its reference followed; null if there is none.</summary>
    public SchemaNode? Schema(string keyword) => Find(keyword) is { } value ? new SchemaNode(Root, value).Resolved() : null;

    /// <summary>The schemas of a list, such as that of <c>allOf</c>.</summary>
    public IEnumerable<SchemaNode> Schemas(string keyword)
    {
        var root = Root;
        return Find(keyword) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(element => new SchemaNode(root, element).Resolved()) : [];
    }

    /// <summary>The schemas of named properties.</summary>
    public IReadOnlyDictionary<string, SchemaNode> Properties()
    {
        var root = Root;
        return Find("properties") is { ValueKind: JsonValueKind.Object } properties
            ? properties.EnumerateObject().ToDictionary(one => one.Name, one => new SchemaNode(root, one.Value).Resolved(), StringComparer.Ordinal)
            : new Dictionary<string, SchemaNode>();
    }

    /// <summary>The texts of a list, such as that of <c>required</c>.</summary>
    public IReadOnlyList<string> Texts(string keyword) =>
        Find(keyword) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(one => one.ToString())] : [];

    /// <summary>Follows <c>$ref</c> within the document; what stands beside it is descriptions alone, or refused.</summary>
    /// <exception cref="ContractException">It leads nowhere, or in a circle.</exception>
    private SchemaNode Resolved()
    {
        var node = this;
        for (var followed = 0; node.Find("$ref") is { ValueKind: JsonValueKind.String } reference; followed++)
        {
            if (followed == ReferencesMax)
            {
                throw new ContractException($"$ref {reference} leads in a circle.");
            }

            node = new SchemaNode(Root, Follow(reference.GetString()!));
        }

        return node;
    }

    private JsonElement Follow(string reference)
    {
        if (reference == "#")
        {
            return Root;
        }

        var at = Root;
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            throw new ContractException($"$ref {reference} leads out of the file; only #/... is read.");
        }

        foreach (var step in reference[2..].Split('/').Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at))
            {
                throw new ContractException($"$ref {reference} leads nowhere.");
            }
        }

        return at;
    }
}
