using System.Text.Json;
using System.Text.Json.Serialization;
using StreamReco.Models.Data;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;

namespace StreamReco.Models.Experiments.Files;

/// <summary>
/// A definition as JSON: <c>{"id", "version", "salt": HEX, "arms": [{"name", "model", "settings", "ranges": [[from, to]]}], "layer":
/// {"name", "salt", "ranges"}, "segment": [NUMBER], "plan": {"surface", "exposure", "metric", "rule", "planned_units", "alpha", "margin",
/// "windows": {"click_minutes", "cart_hours", "purchase_days"},
/// "allocation": {"policy", "floor", "every_minutes"}, "interleave", "counterfactual", "guardrails": [{"metric", "direction", "margin", "level"}], "rollback"}, "running", "stopped_because"}</c>, ranges in millionths; settings as <see cref="ArmSettings"/>. Layer, plan and settings may be left out; a
/// definition runs unless it says otherwise.
/// </summary>
public static class ExperimentJson
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly JsonSerializerOptions _line = new(_json) { WriteIndented = false };

    /// <summary>Writes a definition for people.</summary>
    public static string Write(Experiment experiment) => JsonSerializer.Serialize(FileOf(experiment), _json);

    /// <summary>Writes a definition with its plan in one line, as the log has it: the same bytes on every machine.</summary>
    public static string Write(ExperimentDefinition definition) => JsonSerializer.Serialize(
        FileOf(definition.Experiment) with
        {
            Plan = definition.Plan,
            Running = definition.IsRunning,
            StoppedBecause = definition.StoppedBecause,
        }, _line);

    /// <summary>Reads a definition; its faults are those of <see cref="ExperimentCheck"/>.</summary>
    /// <exception cref="DataFileException">The file cannot be read, or is no definition.</exception>
    public static Experiment Read(string path) => ReadDefinition(path).Experiment;

    /// <summary>Reads a definition with its plan.</summary>
    /// <exception cref="DataFileException">The file cannot be read, or is no definition.</exception>
    public static ExperimentDefinition ReadDefinition(string path) => ReadFile(path, utf8 => Parse(utf8, found =>
        found is { Version: not null, Salt: not null } ? found : throw new JsonException(
            $"{Missing(found)}; write the file with 'experiments create', or start it and use 'experiments show'")));

    /// <summary>Reads a file that a person wrote, as <see cref="ParseDraft"/> does.</summary>
    /// <exception cref="DataFileException">The file cannot be read, or is no definition.</exception>
    public static ExperimentDefinition ReadDraft(
        string path, Func<string, ExperimentDefinition?> newestOf, Func<byte[]> newSalt) =>
        ReadFile(path, utf8 => ParseDraft(utf8, newestOf, newSalt));

    private static ExperimentDefinition ReadFile(string path, Func<byte[], ExperimentDefinition> parse)
    {
        try
        {
            return parse(File.ReadAllBytes(path));
        }
        catch (FormatException e)
        {
            throw new DataFileException($"{path}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException($"{path}: the file cannot be opened ({e.Message}); check the path.", e);
        }
    }

    /// <summary>Reads a definition from the bytes of a record.</summary>
    /// <exception cref="FormatException">The bytes are no definition; the message says why.</exception>
    public static ExperimentDefinition Parse(ReadOnlySpan<byte> utf8) => Parse(utf8, found => found);

    /// <summary>
    /// Reads a definition that a person wrote: without a version it is the next one, without a salt it has that of the version
    /// before, or a new one where it is the first.
    /// </summary>
    /// <param name="utf8">JSON.</param>
    /// <param name="newestOf">The newest version of an experiment, by id; null for none.</param>
    /// <param name="newSalt">Makes a salt.</param>
    /// <exception cref="FormatException">The bytes are no definition; the message says why.</exception>
    public static ExperimentDefinition ParseDraft(
        ReadOnlySpan<byte> utf8, Func<string, ExperimentDefinition?> newestOf, Func<byte[]> newSalt) => Parse(utf8, found =>
    {
        var newest = newestOf(found.Id);
        var before = newest?.Experiment;
        return found with
        {
            Version = found.Version ?? (before?.Version ?? 0) + 1,
            Salt = found.Salt ?? Convert.ToHexStringLower(before is null ? newSalt() : before.Salt.Span),
            Plan = found.Plan ?? newest?.Plan,
            StoppedBecause = null,
        };
    });

    private static ExperimentDefinition Parse(ReadOnlySpan<byte> utf8, Func<Definition, Definition> complete)
    {
        try
        {
            var found = complete(JsonSerializer.Deserialize<Definition>(utf8, _json) ?? throw new JsonException("it holds null"));
            var experiment = new Experiment(
                found.Id, found.Version ?? throw new JsonException(Missing(found)),
                Convert.FromHexString(found.Salt ?? throw new JsonException(Missing(found))),
                [.. found.Arms.Select(arm => new ExperimentArm(arm.Name, Ranges(arm.Ranges)) { Model = arm.Model, Settings = arm.Settings })])
            {
                Layer = found.Layer is { } layer ? new ExperimentLayer(layer.Name, Convert.FromHexString(layer.Salt), Ranges(layer.Ranges)) : null,
                Segments = found.Segment,
            };
            return new ExperimentDefinition(experiment, found.Plan ?? new ExperimentPlan(), found.Running ?? true)
            {
                StoppedBecause = found.StoppedBecause,
            };
        }
        catch (JsonException e)
        {
            throw new FormatException(JsonFaults.Describe<Definition>(e, _json), e);
        }
    }

    /// <summary>What of version and salt is not there.</summary>
    private static string Missing(Definition found) => found.Version is not null ? "the salt is missing"
        : found.Salt is not null ? "the version is missing" : "version and salt are missing";

    private static Definition FileOf(Experiment experiment) => new(
        experiment.Id,
        [.. experiment.Arms.Select(arm => new Arm(arm.Name, Pairs(arm.Ranges), arm.Model, arm.Settings))],
        experiment.Version, Convert.ToHexStringLower(experiment.Salt.Span),
        experiment.Layer is { } layer ? new Layer(layer.Name, Convert.ToHexStringLower(layer.Salt.Span), Pairs(layer.Ranges)) : null)
    {
        Segment = experiment.Segments is { } segments ? [.. segments] : null,
    };

    private static int[][] Pairs(IReadOnlyList<ShareRange> ranges) => [.. ranges.Select(range => new[] { range.From, range.To })];

    private static ShareRange[] Ranges(int[][] pairs) => [.. pairs.Select(pair => pair is [var from, var to]
        ? new ShareRange(from, to) : throw new JsonException("a range is [from, to], in millionths"))];

    private sealed record Definition(
        [property: JsonPropertyOrder(-3)] string Id, Arm[] Arms, [property: JsonPropertyOrder(-2)] int? Version = null,
        [property: JsonPropertyOrder(-1)] string? Salt = null, Layer? Layer = null, ExperimentPlan? Plan = null, bool? Running = null,
        string? StoppedBecause = null, int[]? Segment = null);

    private sealed record Arm(string Name, int[][] Ranges, string? Model = null, ArmSettings? Settings = null);

    private sealed record Layer(string Name, string Salt, int[][] Ranges);
}
