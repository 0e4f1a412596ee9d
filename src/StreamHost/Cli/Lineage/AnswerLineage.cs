using System.Text.Json;
using System.Text.Json.Serialization;
using StreamReco.Models.Artifacts;

namespace StreamReco.StreamHost.Cli.Lineage;

/// <summary>Where an answer comes from. What is not there any more is null, and <see cref="Missing"/> says why.</summary>
/// <param name="RecommendationId">The answer's id.</param>
internal sealed record AnswerLineage(string RecommendationId)
{
    /// <summary>The answer as it stands in its topic.</summary>
    public JsonElement? Answer { get; init; }

    /// <summary>Where it stands, <c>topic/partition@offset</c>.</summary>
    public string? AnswerAt { get; init; }

    /// <summary>The click that it answers.</summary>
    public ClickOrigin? Click { get; init; }

    /// <summary>The model that made it.</summary>
    public ModelOrigin? Model { get; init; }

    /// <summary>The files of the lake that have the click.</summary>
    public IReadOnlyList<LakeOrigin> Lake { get; init; } = [];

    /// <summary>What could not be found, a sentence each.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}

/// <summary>A click in its topic.</summary>
/// <param name="At">Where it stands, <c>topic/partition@offset</c>.</param>
/// <param name="Received">Kafka's timestamp.</param>
/// <param name="Type">Its type.</param>
/// <param name="UserId">Whose it is, as the record says.</param>
/// <param name="Items">The items that it touched.</param>
/// <param name="EventTime">When it was made.</param>
internal sealed record ClickOrigin(
    string At, DateTimeOffset Received, string Type, string UserId, IReadOnlyList<string> Items, DateTimeOffset EventTime);

/// <summary>A model and what it was trained on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Folder">Where its folder is.</param>
/// <param name="Created">When it was trained.</param>
/// <param name="Algorithm">How.</param>
/// <param name="Sources">What was read.</param>
/// <param name="Interactions">Clicks.</param>
/// <param name="Users">Users.</param>
/// <param name="From">First click; null where the data had no times.</param>
/// <param name="To">Last click; null where the data had no times.</param>
/// <param name="Seed">The seed.</param>
internal sealed record ModelOrigin(
    string Name, string Version, string Folder, DateTimeOffset Created, string Algorithm, IReadOnlyList<string> Sources,
    long Interactions, long Users, DateTimeOffset? From, DateTimeOffset? To, int Seed)
{
    public static ModelOrigin Of(string folder, ModelManifest manifest)
    {
        var training = manifest.Training;
        return new ModelOrigin(
            manifest.Name, manifest.Version, folder, manifest.Created, training.Algorithm, training.Sources, training.Interactions,
            training.Users, training.From, training.To, training.Seed);
    }
}

/// <summary>A file of the lake.</summary>
/// <param name="Path">Its path in the lake.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Sha256">Its checksum.</param>
internal sealed record LakeOrigin(string Path, long Rows, string Sha256);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(AnswerLineage))]
[JsonSerializable(typeof(ModelLineage))]
[JsonSerializable(typeof(FileLineage))]
[JsonSerializable(typeof(UserLineage))]
internal sealed partial class LineageJson : JsonSerializerContext;
