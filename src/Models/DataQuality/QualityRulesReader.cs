using System.Globalization;
using System.Text.Json;

namespace StreamReco.Models.DataQuality;

/// <summary>Reads a rules file: JSON, every name and value of which must be known. All faults are found, not the first only.</summary>
internal static class QualityRulesReader
{
    private const long WindowMsMin = 1_000;
    private const long WindowMsMax = 7 * 86_400_000L;
    private const int WindowsMax = 1_000;

    private static readonly string[] _names = ["rules", "window", "minCount", "raiseAfter", "clearAfter"];

    /// <exception cref="QualityRulesException">The bytes are no rules file.</exception>
    public static QualityRules Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > QualityRules.BytesMax)
        {
            throw new QualityRulesException(
                [$"The rules file has {bytes.Length} bytes; at most {QualityRules.BytesMax} are taken. Shorten its references."]);
        }

        try
        {
            using var json = JsonDocument.Parse(bytes);
            return Read(bytes.ToArray(), json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the second for text that is no UTF-8
        {
            throw new QualityRulesException([$"The rules file is no JSON: {e.Message}"]);
        }
    }

    private static QualityRules Read(byte[] bytes, JsonElement root)
    {
        var faults = new List<string>();
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("rules", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            throw new QualityRulesException(["The rules file must be an object with a list 'rules'."]);
        }

        faults.AddRange(root.EnumerateObject().Where(property => !_names.Contains(property.Name))
            .Select(property => $"'{property.Name}' is not known; a rules file has {string.Join(", ", _names)}."));
        var rules = new List<QualityRule>();
        foreach (var element in list.EnumerateArray())
        {
            if (QualityRuleReader.Read(element, rules.Count + 1, faults) is { } rule)
            {
                rules.Add(rule);
            }
        }

        faults.AddRange(rules.GroupBy(rule => rule.Name, StringComparer.Ordinal).Where(same => same.Count() > 1)
            .Select(same => $"rule '{same.Key}': the name stands {same.Count()} times; each rule needs a name of its own."));
        if (list.GetArrayLength() > QualityRules.RulesMax)
        {
            faults.Add($"'rules' has {list.GetArrayLength()} rules; at most {QualityRules.RulesMax} are taken.");
        }

        var read = new QualityRules(bytes, rules)
        {
            WindowMs = Window(root, faults),
            MinCount = Count(root, "minCount", 200, 1_000_000_000, faults),
            RaiseAfter = (int)Count(root, "raiseAfter", 2, WindowsMax, faults),
            ClearAfter = (int)Count(root, "clearAfter", 4, WindowsMax, faults),
        };
        return faults.Count == 0 ? read : throw new QualityRulesException(faults);
    }

    private static long Count(JsonElement root, string name, long otherwise, long most, List<string> faults)
    {
        if (!root.TryGetProperty(name, out var value))
        {
            return otherwise;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 1 && number <= most)
        {
            return number;
        }

        faults.Add($"'{name}' is {value.GetRawText()}; it must be a whole number from 1 to {most}.");
        return otherwise;
    }

    private static long Window(JsonElement root, List<string> faults)
    {
        if (!root.TryGetProperty("window", out var value))
        {
            return 15 * 60_000;
        }

        if (value.ValueKind == JsonValueKind.String && TryParse(value.GetString()!, out var ms) && ms is >= WindowMsMin and <= WindowMsMax)
        {
            return ms;
        }

        faults.Add($"'window' is {value.GetRawText()}; it must be a number with s, m, h or d, from 1s to 7d, for instance \"15m\".");
        return 15 * 60_000;
    }

    private static bool TryParse(string text, out long ms)
    {
        ms = 0;
        var unit = text.Length < 2 ? 0 : text[^1] switch { 's' => 1_000, 'm' => 60_000, 'h' => 3_600_000, 'd' => 86_400_000, _ => 0 };
        if (unit == 0 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        ms = (long)count * unit;
        return true;
    }
}
