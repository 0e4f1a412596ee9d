using System.Globalization;
using System.Text.Json;

namespace StreamReco.StreamHost.OpenLineage;

/// <summary>The transitions of a run.</summary>
internal enum RunState
{
    Start,
    Complete,
    Fail,
    Abort,
}

/// <summary>A run event of OpenLineage 2-0-2: that a run of a job began or ended, and what it reads and writes.</summary>
/// <param name="State">The transition.</param>
/// <param name="At">When.</param>
/// <param name="RunId">The run.</param>
/// <param name="Namespace">The job's namespace.</param>
/// <param name="Job">The job, for instance <c>lake.compact</c>.</param>
/// <param name="Inputs">What is read.</param>
/// <param name="Outputs">What is written.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
internal sealed record RunEvent(
    RunState State, DateTimeOffset At, Guid RunId, string Namespace, string Job, IReadOnlyList<LineageDataset> Inputs,
    IReadOnlyList<LineageDataset> Outputs, string? Error)
{
    private const string Spec = "https://openlineage.io/spec/";
    private const string SchemaFacet = $"{Spec}facets/1-0-0/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet";
    private const string QualityFacet = $"{Spec}facets/1-0-2/DataQualityMetricsInputDatasetFacet.json#/$defs/DataQualityMetricsInputDatasetFacet";
    private const string OutputFacet = $"{Spec}facets/1-0-2/OutputStatisticsOutputDatasetFacet.json#/$defs/OutputStatisticsOutputDatasetFacet";
    private const string ErrorFacet = $"{Spec}facets/1-0-0/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet";

    /// <summary>Who made the event, as a URI.</summary>
    public static string Producer { get; } = $"urn:streamreco:{ProgramVersion.Text}";

    /// <summary>The event as one JSON object without a line break.</summary>
    public byte[] ToBytes()
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            Write(json);
        }

        return output.ToArray();
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("eventType", State.ToString().ToUpperInvariant());
        json.WriteString("eventTime", At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteStartObject("run");
        json.WriteString("runId", RunId);
        json.WriteStartObject("facets");
        if (Error is { } message)
        {
            BeginFacet(json, "errorMessage", ErrorFacet);
            json.WriteString("message", message);
            json.WriteString("programmingLanguage", "C#");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("job");
        json.WriteString("namespace", Namespace);
        json.WriteString("name", Job);
        json.WriteStartObject("facets");
        json.WriteEndObject();
        json.WriteEndObject();
        Write(json, "inputs", Inputs, WriteQuality);
        Write(json, "outputs", Outputs, WriteStatistics);
        json.WriteString("producer", Producer);
        json.WriteString("schemaURL", $"{Spec}2-0-2/OpenLineage.json#/$defs/RunEvent");
        json.WriteEndObject();
    }

    private static void Write(
        Utf8JsonWriter json, string name, IReadOnlyList<LineageDataset> datasets, Action<Utf8JsonWriter, LineageDataset> figures)
    {
        json.WriteStartArray(name);
        foreach (var dataset in datasets)
        {
            json.WriteStartObject();
            json.WriteString("namespace", dataset.Namespace);
            json.WriteString("name", dataset.Name);
            json.WriteStartObject("facets");
            if (dataset.Fields.Count > 0)
            {
                WriteSchema(json, dataset.Fields);
            }

            json.WriteEndObject();
            if (dataset.Rows is not null)
            {
                figures(json, dataset);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSchema(Utf8JsonWriter json, IReadOnlyList<(string Name, string Type)> fields)
    {
        BeginFacet(json, "schema", SchemaFacet);
        json.WriteStartArray("fields");
        foreach (var (name, type) in fields)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("type", type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteQuality(Utf8JsonWriter json, LineageDataset dataset) => WriteFigures(
        json, dataset, ("inputFacets", "dataQualityMetrics", QualityFacet), "bytes", () =>
        {
            json.WriteStartObject("columnMetrics"); // Demanded, and columns are not measured.
            json.WriteEndObject();
        });

    private static void WriteStatistics(Utf8JsonWriter json, LineageDataset dataset) =>
        WriteFigures(json, dataset, ("outputFacets", "outputStatistics", OutputFacet), "size", () => { });

    /// <summary>Writes the facet of a dataset that counts its rows.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="facet">The field of its facets, the facet's name and its schema.</param>
    /// <param name="bytesName">What the facet calls the bytes.</param>
    /// <param name="writeMore">Writes what only this facet has.</param>
    private static void WriteFigures(
        Utf8JsonWriter json, LineageDataset dataset, (string Group, string Name, string Schema) facet, string bytesName, Action writeMore)
    {
        json.WriteStartObject(facet.Group);
        BeginFacet(json, facet.Name, facet.Schema);
        json.WriteNumber("rowCount", dataset.Rows!.Value);
        WriteCount(json, bytesName, dataset.Bytes);
        WriteCount(json, "fileCount", dataset.Files);
        writeMore();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCount(Utf8JsonWriter json, string name, long? count)
    {
        if (count is { } known)
        {
            json.WriteNumber(name, known);
        }
    }

    private static void BeginFacet(Utf8JsonWriter json, string name, string schema)
    {
        json.WriteStartObject(name);
        json.WriteString("_producer", Producer);
        json.WriteString("_schemaURL", schema);
    }
}
