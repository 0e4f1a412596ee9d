using System.Globalization;
using System.Text;

namespace StreamReco.Models.Tests.Contracts;

/// <summary>Schemas and values by chance, small enough that a value is often valid and often not.</summary>
internal sealed class RandomSchemas(int seed)
{
    private static readonly string[] _types = ["null", "boolean", "integer", "number", "string", "array", "object"];
    private static readonly string[] _names = ["a", "b", "c"];

    private readonly Random _random = new(seed);

    public string Schema(int depth = 2) => _random.Next(8) switch
    {
        0 => "true",
        1 => $$"""{"enum":[{{Value(0)}},{{Value(0)}},{{Value(0)}}]}""",
        2 => $$"""{"type":["{{_types[_random.Next(3)]}}","{{_types[_random.Next(3, _types.Length)]}}"]}""",
        3 => $$"""{"type":"{{(Chance() ? "integer" : "number")}}"{{Number("minimum")}}{{Number("maximum")}}{{Number("exclusiveMinimum")}}}""",
        4 => $$"""{"type":"string"{{Count("minLength")}}{{Count("maxLength")}}{{(Chance() ? ",\"pattern\":\"^x\"" : "")}}}""",
        5 when depth > 0 => $$"""{"type":"array","items":{{Schema(depth - 1)}}{{Count("minItems")}}{{Count("maxItems")}}}""",
        _ when depth > 0 => Object(depth),
        _ => $$"""{"type":"{{Pick(_types)}}"}""",
    };

    public string Value(int depth = 2) => _random.Next(depth > 0 ? 9 : 6) switch
    {
        0 => "null",
        1 => Chance() ? "true" : "false",
        2 => _random.Next(-2, 4).ToString(CultureInfo.InvariantCulture),
        3 => (_random.Next(-4, 8) / 2.0).ToString("0.0", CultureInfo.InvariantCulture),
        4 or 5 => $"\"{new string('x', _random.Next(4))}{(Chance() ? "y" : "")}\"",
        6 => $"[{string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Value(depth - 1)))}]",
        _ => $"{{{string.Join(',', _names.Where(_ => Chance()).Select(name => $"\"{name}\":{Value(depth - 1)}"))}}}",
    };

    /// <summary>Every name is declared, so that nothing is said of what nobody declared.</summary>
    private string Object(int depth)
    {
        var text = new StringBuilder("{\"type\":\"object\",\"properties\":{");
        text.AppendJoin(',', _names.Select(name => $"\"{name}\":{Schema(depth - 1)}"));
        text.Append("},\"required\":[").AppendJoin(',', _names.Where(_ => _random.Next(4) == 0).Select(name => $"\"{name}\"")).Append(']');
        return text.Append(Chance() ? ",\"additionalProperties\":false}" : "}").ToString();
    }

    private string Number(string keyword) => Chance() ? $",\"{keyword}\":{_random.Next(-2, 3)}" : "";

    private string Count(string keyword) => Chance() ? $",\"{keyword}\":{_random.Next(0, 4)}" : "";

    private bool Chance() => _random.Next(2) == 0;

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
