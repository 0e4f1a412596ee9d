using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamReco.Models.Events;

namespace StreamReco.Models.DataQuality;

/// <summary>Writes a rules file, a rule a line.</summary>
internal sealed class RulesText
{
    /// <summary>Texts that a reference names; all others have one cell.</summary>
    private const int NamedMax = 50;

    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<string> _rules = [];

    /// <summary>A rule that has a share alone.</summary>
    public void AddShare(string name, string check, double warn) => Add(name, check, json => json.WriteNumber("warn", warn));

    public void AddSilent() => Add("silence", "silent", _ => { });

    public void AddTimely(long maxMs) => Add("fresh", "timely", json =>
    {
        json.WriteNumber("maxMs", maxMs);
        json.WriteNumber("warn", 0.93);
    });

    public void AddComplete(QualityField field, IReadOnlyList<EventType> types, double warn) =>
        Add($"{QualityFields.NameOf(field)}-there", "complete", json =>
        {
            json.WriteString("field", QualityFields.NameOf(field));
            json.WriteStartArray("of");
            foreach (var type in types)
            {
                json.WriteStringValue(EventTypes.NameOf(type));
            }

            json.WriteEndArray();
            json.WriteNumber("warn", warn);
        });

    public void AddRange(QualityField field, double min, double max) =>
        Add($"{QualityFields.NameOf(field)}-sane", "range", json =>
        {
            json.WriteString("field", QualityFields.NameOf(field));
            json.WriteNumber("min", min);
            json.WriteNumber("max", max);
            json.WriteNumber("warn", 0.99);
        });

    /// <summary>What is known of a field of texts: new values where the list is short, and the spread.</summary>
    public void AddTexts(QualityField field, IReadOnlyList<KeyValuePair<string, long>> texts, bool hasMore)
    {
        if (texts.Count == 0)
        {
            return;
        }

        if (texts.Count <= NamedMax && !hasMore)
        {
            Add($"{QualityFields.NameOf(field)}-known", "newValues", json =>
            {
                WriteReference(json, field, texts, []);
                json.WriteNumber("warn", 0.99);
            });
        }

        var named = texts.Take(NamedMax).ToList();
        Add($"{QualityFields.NameOf(field)}-spread", "psi", json => WriteReference(
            json, field, named, [.. named.Select(text => text.Value), texts.Skip(NamedMax).Sum(text => text.Value)]));
    }

    /// <summary>The spread of numbers over the cells between edges.</summary>
    public void AddSpread(QualityField field, IReadOnlyList<double> edges, IReadOnlyList<double> numbers)
    {
        var counts = new long[edges.Count + 1];
        var reference = new QualityReference(edges, counts);
        foreach (var number in numbers)
        {
            counts[reference.CellOf(number)]++;
        }

        Add($"{QualityFields.NameOf(field)}-spread", "psi", json =>
        {
            json.WriteString("field", QualityFields.NameOf(field));
            json.WriteStartObject("reference");
            json.WriteStartArray("edges");
            foreach (var edge in edges)
            {
                json.WriteNumberValue(edge);
            }

            json.WriteEndArray();
            WriteCounts(json, counts);
            json.WriteEndObject();
        });
    }

    public override string ToString() =>
        "{\"rules\":[\n " + string.Join(",\n ", _rules)
        + "],\n \"window\":\"15m\",\"minCount\":200,\"raiseAfter\":2,\"clearAfter\":4}";

    private static void WriteReference(
        Utf8JsonWriter json, QualityField field, IReadOnlyList<KeyValuePair<string, long>> values, IReadOnlyList<long> counts)
    {
        json.WriteString("field", QualityFields.NameOf(field));
        json.WriteStartObject("reference");
        json.WriteStartArray("values");
        foreach (var (value, _) in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
        if (counts.Count > 0)
        {
            WriteCounts(json, counts);
        }

        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, IReadOnlyList<long> counts)
    {
        json.WriteStartArray("counts");
        foreach (var count in counts)
        {
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
    }

    private void Add(string name, string check, Action<Utf8JsonWriter> write)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, _json))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("check", check);
            write(json);
            json.WriteEndObject();
        }

        _rules.Add(Encoding.UTF8.GetString(output.ToArray()));
    }
}
