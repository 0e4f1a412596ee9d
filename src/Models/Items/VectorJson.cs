using System.Text.Json;

namespace StreamReco.Models.Items;

/// <summary>A vector of text or image as a JSON array of numbers.</summary>
public static class VectorJson
{
    /// <summary>Most values of a vector: what models of text and image give.</summary>
    public const int LengthMax = 1_024;

    /// <summary>Reads the value that the reader stands at, all of it whatever it is.</summary>
    /// <param name="reader">Stands at the value; behind it afterwards, at its last token.</param>
    /// <param name="vector">The values; empty where something is wrong.</param>
    /// <returns>Null, or one sentence on what is wrong.</returns>
    public static string? Read(ref Utf8JsonReader reader, out float[] vector)
    {
        vector = [];
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return "vector must be an array of numbers.";
        }

        var values = new List<float>();
        string? fault = null;
        for (var depth = reader.CurrentDepth; reader.Read() && reader.CurrentDepth > depth;)
        {
            fault ??= reader.TokenType != JsonTokenType.Number || !reader.TryGetSingle(out var value) || !float.IsFinite(value)
                ? $"vector has no finite number in place {values.Count + 1}."
                : values.Count == LengthMax ? $"vector has more than {LengthMax} values." : Take(values, value);
        }

        fault ??= FaultOf(values);
        vector = fault is null ? [.. values] : [];
        return fault;
    }

    /// <summary>What is wrong with values that are finite: none, or all 0. Null where nothing is.</summary>
    public static string? FaultOf(IReadOnlyCollection<float> values) =>
        values.Count == 0 ? "vector is empty."
        : values.Count > LengthMax ? $"vector has more than {LengthMax} values."
        : values.Any(value => !float.IsFinite(value)) ? "vector has a number that is not finite."
        : !float.IsFinite(values.Sum(value => value * value)) ? "vector has numbers too large to compare."
        : values.Sum(value => value * value) == 0 ? "vector is all 0."
        : null;

    private static string? Take(List<float> values, float value)
    {
        values.Add(value);
        return null;
    }
}
