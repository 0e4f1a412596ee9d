using System.Text.Json;
using System.Text.Json.Serialization;
using StreamReco.Models.Data;
using StreamReco.Models.Experiments.Assignment;

namespace StreamReco.Models.Experiments.Files;

/// <summary>
/// A definition as JSON: <c>{"id", "version", "salt": HEX, "arms": [{"name", "model", "ranges": [[from, to]]}], "layer":
/// {"name", "salt", "ranges"}}</c>, ranges in millionths.
/// </summary>
public static class ExperimentJson
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes a definition.</summary>
    public static string Write(Experiment experiment) => JsonSerializer.Serialize(
        new Definition(
            experiment.Id, experiment.Version, Convert.ToHexStringLower(experiment.Salt.Span),
            [.. experiment.Arms.Select(arm => new Arm(arm.Name, Pairs(arm.Ranges), arm.Model))],
            experiment.Layer is { } layer ? new Layer(layer.Name, Convert.ToHexStringLower(layer.Salt.Span), Pairs(layer.Ranges)) : null),
        _json);

    /// <summary>Reads a definition; its faults are those of <see cref="ExperimentCheck"/>.</summary>
    /// <exception cref="DataFileException">The file cannot be read, or is no definition.</exception>
    public static Experiment Read(string path)
    {
        try
        {
            var found = JsonSerializer.Deserialize<Definition>(File.ReadAllText(path), _json)
                ?? throw new JsonException("it holds null");
            return new Experiment(
                found.Id, found.Version, Convert.FromHexString(found.Salt),
                [.. found.Arms.Select(arm => new ExperimentArm(arm.Name, Ranges(arm.Ranges)) { Model = arm.Model })])
            {
                Layer = found.Layer is { } layer ? new ExperimentLayer(layer.Name, Convert.FromHexString(layer.Salt), Ranges(layer.Ranges)) : null,
            };
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new DataFileException($"{path}: this is no definition of an experiment: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException($"{path}: the file cannot be opened ({e.Message}); check the path.", e);
        }
    }

    private static int[][] Pairs(IReadOnlyList<ShareRange> ranges) => [.. ranges.Select(range => new[] { range.From, range.To })];

    private static ShareRange[] Ranges(int[][] pairs) => [.. pairs.Select(pair => pair is [var from, var to]
        ? new ShareRange(from, to) : throw new JsonException("a range is [from, to], in millionths"))];

    private sealed record Definition(string Id, int Version, string Salt, Arm[] Arms, Layer? Layer = null);

    private sealed record Arm(string Name, int[][] Ranges, string? Model = null);

    private sealed record Layer(string Name, string Salt, int[][] Ranges);
}
