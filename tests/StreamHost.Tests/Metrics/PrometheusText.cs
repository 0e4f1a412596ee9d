using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamReco.StreamHost.Tests.Metrics;

/// <summary>
/// Prometheus' text format 0.0.4, read strictly: what a lenient reader passes over is a <see cref="FormatException"/> here.
/// </summary>
internal sealed partial class PrometheusText
{
    private readonly Dictionary<string, Family> _families = new(StringComparer.Ordinal);

    /// <summary>Families by name, in the order of the page.</summary>
    public IReadOnlyDictionary<string, Family> Families => _families;

    /// <summary>Reads a page.</summary>
    /// <exception cref="FormatException">A line, the order of lines or a histogram is wrong; the message says which.</exception>
    public static PrometheusText Parse(string page)
    {
        var text = new PrometheusText();
        Require(page.EndsWith('\n'), page, "the last line has no end");
        Family? family = null;
        foreach (var line in page[..^1].Split('\n'))
        {
            family = line.StartsWith('#') ? text.Describe(line, family) : AddSample(line, family);
        }

        foreach (var histogram in text._families.Values.Where(one => one.Type == "histogram"))
        {
            Check(histogram);
        }

        return text;
    }

    /// <summary>The one sample of a name and labels.</summary>
    public double Value(string name, params (string Name, string Value)[] labels)
    {
        var key = KeyOf(labels);
        return _families.Values.SelectMany(family => family.Samples)
            .Single(sample => sample.Name == name && KeyOf(sample.Labels) == key).Value;
    }

    private Family Describe(string line, Family? open)
    {
        var match = Description().Match(line);
        Require(match.Success, line, "is neither HELP nor TYPE");
        var (kind, name, rest) = (match.Groups["kind"].Value, match.Groups["name"].Value, match.Groups["rest"].Value);
        if (kind == "HELP")
        {
            Require(!_families.ContainsKey(name), line, "the family comes twice");
            return _families[name] = new Family(name, rest);
        }

        Require(open?.Name == name && open.Type is null, line, "TYPE does not follow the family's HELP");
        Require(rest is "counter" or "gauge" or "histogram", line, "the type is unknown");
        open!.Type = rest;
        return open;
    }

    private static Family AddSample(string line, Family? family)
    {
        var match = Line().Match(line);
        Require(match.Success, line, "is no sample");
        Require(family?.Type is not null, line, "comes before its TYPE");
        var name = match.Groups["name"].Value;
        string[] names = family!.Type == "histogram"
            ? [family.Name + "_bucket", family.Name + "_sum", family.Name + "_count"] : [family.Name];
        Require(names.Contains(name), line, $"does not belong to {family.Name}");
        var labels = LabelsOf(match.Groups["labels"].Value, line);
        Require(family.Samples.TrueForAll(other => other.Name != name || KeyOf(other.Labels) != KeyOf(labels)), line, "comes twice");
        family.Samples.Add(new Sample(name, labels, NumberOf(match.Groups["value"].Value, line)));
        return family;
    }

    private static (string Name, string Value)[] LabelsOf(string text, string line)
    {
        var labels = new List<(string Name, string Value)>();
        for (var at = 0; at < text.Length;)
        {
            var match = Label().Match(text, at);
            Require(match.Success && match.Index == at, line, "a label is malformed");
            labels.Add((match.Groups["name"].Value, match.Groups["value"].Value));
            at += match.Length;
            Require(at == text.Length || text[at] == ',', line, "labels are not parted by commas");
            at += at < text.Length ? 1 : 0;
        }

        Require(labels.Select(label => label.Name).Distinct(StringComparer.Ordinal).Count() == labels.Count, line, "a label comes twice");
        return [.. labels];
    }

    private static double NumberOf(string text, string line)
    {
        if (text is "+Inf" or "-Inf" or "NaN")
        {
            return text == "NaN" ? double.NaN : text[0] == '+' ? double.PositiveInfinity : double.NegativeInfinity;
        }

        Require(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value),
            line, "the value is no number");
        return value;
    }

    /// <summary>Bounds ascend, counts never fall, the last bound is +Inf and counts all, and there is a sum.</summary>
    private static void Check(Family family)
    {
        foreach (var series in family.Samples.GroupBy(sample => KeyOf(sample.Labels.Where(label => label.Name != "le"))))
        {
            var buckets = series.Where(sample => sample.Name.EndsWith("_bucket", StringComparison.Ordinal)).ToList();
            double[] bounds = [.. buckets.Select(bucket => NumberOf(bucket.Labels.Single(label => label.Name == "le").Value, family.Name))];
            double[] counts = [.. buckets.Select(bucket => bucket.Value)];
            Require(bounds.SequenceEqual(bounds.Order()) && bounds.Distinct().Count() == bounds.Length, family.Name, "bounds do not ascend");
            Require(counts.SequenceEqual(counts.Order()) && counts.All(count => count >= 0), family.Name, "counts fall");
            Require(bounds.Length > 1 && double.IsPositiveInfinity(bounds[^1]), family.Name, "the last bound is not +Inf");
            var count = series.Single(sample => sample.Name.EndsWith("_count", StringComparison.Ordinal));
            Require(counts[^1] == count.Value, family.Name, "+Inf and count differ");
            Require(series.Count(sample => sample.Name.EndsWith("_sum", StringComparison.Ordinal)) == 1, family.Name, "there is no sum");
        }
    }

    private static string KeyOf(IEnumerable<(string Name, string Value)> labels) =>
        string.Join('\n', labels.OrderBy(label => label.Name, StringComparer.Ordinal));

    private static void Require(bool holds, string where, string what)
    {
        if (!holds)
        {
            throw new FormatException($"'{where}': {what}.");
        }
    }

    [GeneratedRegex(@"^# (?<kind>HELP|TYPE) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<rest>[^\n]+)$")]
    private static partial Regex Description();

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.+)\})? (?<value>\S+)$")]
    private static partial Regex Line();

    [GeneratedRegex("(?<name>[a-zA-Z_][a-zA-Z0-9_]*)=\"(?<value>([^\"\\\\\\n]|\\\\[\\\\\"n])*)\"")]
    private static partial Regex Label();

    /// <summary>A metric of the page.</summary>
    internal sealed class Family(string name, string help)
    {
        public string Name { get; } = name;

        public string Help { get; } = help;

        public string? Type { get; set; }

        public List<Sample> Samples { get; } = [];
    }

    /// <summary>A line of it.</summary>
    internal sealed record Sample(string Name, (string Name, string Value)[] Labels, double Value);
}
