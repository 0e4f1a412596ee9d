using System.Text.Json;

namespace StreamReco.Models.DataQuality;

/// <summary>References, and the values that all parts of a rule are read by.</summary>
internal sealed partial class QualityRuleReader
{
    /// <summary>Most cells of a reference.</summary>
    private const int CellsMax = 256;

    private QualityReference? Reference(QualityCheck check)
    {
        if (!_json.TryGetProperty("reference", out var reference) || reference.ValueKind != JsonValueKind.Object)
        {
            Fault($"reference is {Raw("reference")}; it must be an object, as 'quality suggest' writes it");
            return null;
        }

        var isNumber = Text("field") is { } name && QualityFields.TryParse(name, out var field) && QualityFields.IsNumber(field);
        var counts = Counts(reference);
        var values = isNumber ? null : Texts(reference, "values");
        var edges = isNumber ? Edges(reference) : null;
        var cells = 1 + (values?.Count ?? edges?.Count ?? 0);
        if (counts is null && check == QualityCheck.NewValues)
        {
            counts = [.. Enumerable.Repeat(0L, cells)];
        }

        if (cells is < 2 or > CellsMax || counts?.Count != cells)
        {
            Fault($"reference has {cells - 1} {(isNumber ? "edges" : "values")} and {counts?.Count ?? 0} counts; it needs 1 to "
                + $"{CellsMax - 1} {(isNumber ? "rising edges" : "different values")} and one count more than those");
            return null;
        }

        return edges is not null ? new QualityReference(edges, counts) : new QualityReference(values!, counts);
    }

    private static List<long>? Counts(JsonElement reference)
    {
        var counts = new List<long>();
        if (!reference.TryGetProperty("counts", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (var one in list.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.Number || !one.TryGetInt64(out var count) || count is < 0 or > 1L << 40)
            {
                return null;
            }

            counts.Add(count);
        }

        return counts;
    }

    private static List<double>? Edges(JsonElement reference)
    {
        var edges = new List<double>();
        if (!reference.TryGetProperty("edges", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (var one in list.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.Number || !double.IsFinite(one.GetDouble()) || (edges.Count > 0 && one.GetDouble() <= edges[^1]))
            {
                return null;
            }

            edges.Add(one.GetDouble());
        }

        return edges;
    }

    private static List<string>? Texts(JsonElement owner, string name)
    {
        if (!owner.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var texts = new List<string>();
        foreach (var one in list.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.String || texts.Contains(one.GetString()!, StringComparer.Ordinal))
            {
                return null;
            }

            texts.Add(one.GetString()!);
        }

        return texts;
    }

    private string? Text(string name) =>
        _json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private double? Number(string name)
    {
        if (!_json.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()))
        {
            return value.GetDouble();
        }

        Fault($"{name} is {value.GetRawText()}; it must be a number");
        return null;
    }

    private string Raw(string name) => _json.TryGetProperty(name, out var value) ? value.GetRawText() : "missing";

    private void Fault(string what) => _faults.Add($"rule '{_name}': {what}.");
}
