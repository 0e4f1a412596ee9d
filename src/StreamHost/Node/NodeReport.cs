using System.Text.Json.Serialization;
using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Cluster.Partitions;

namespace StreamReco.StreamHost.Node;

/// <summary>What a run did, as <c>--report</c> writes it. Counts include earlier runs over the same state unless they stand under <see cref="ThisRun"/>.</summary>
public sealed record NodeReport
{
    /// <summary>Records read: always applied + duplicate + rejected + quarantined + passed over.</summary>
    public required long Read { get; init; }

    public required long Applied { get; init; }

    public required long Duplicate { get; init; }

    /// <summary>Rejected records by reason; every reason is named, also with 0.</summary>
    public required IReadOnlyDictionary<string, long> Rejected { get; init; }

    public required long RejectedTotal { get; init; }

    /// <summary>Clicks answered.</summary>
    public required long Answers { get; init; }

    /// <summary>Events that are known to be no clicks.</summary>
    public required long PassedOver { get; init; }

    /// <summary>Clicks held back as those of programs.</summary>
    public long Quarantined { get; init; }

    /// <summary>Fields left out of events that count without them, by field and reason, of this run.</summary>
    public required IReadOnlyList<LeftOutFigure> LeftOut { get; init; }

    /// <summary>Records of erased users that were skipped; not among those read.</summary>
    public required long OfErased { get; init; }

    /// <summary>Erasures found in the log, one in each partition for each request.</summary>
    public required long Erasures { get; init; }

    /// <summary>Whether users have state in several partitions, from samples of this run.</summary>
    public required SplitUsers SplitUsers { get; init; }

    /// <summary>Records that this run carried into the topic by user; null where the clicks are keyed by user.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Carried { get; init; }

    /// <summary>Seconds from the start to the first committed answer; null where there was none.</summary>
    public double? FirstAnswerSeconds { get; init; }

    /// <summary>Wall-clock seconds of this run.</summary>
    public required double Seconds { get; init; }

    /// <summary>From Kafka's timestamp of the click to the commit of its answer, milliseconds.</summary>
    public required LatencyReport LatencyMs { get; init; }

    public required ModelReport Model { get; init; }

    /// <summary>Execution provider of the inference.</summary>
    public required string Provider { get; init; }

    public required string Delivery { get; init; }

    /// <summary>The share of this run alone.</summary>
    public RunReport? ThisRun { get; init; }

    /// <summary>What the player saw, in a demo.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlayReport? Play { get; init; }
}

/// <summary>Percentiles in milliseconds.</summary>
public sealed record LatencyReport(double P50, double P99, long Count);

/// <summary>The model that answered.</summary>
public sealed record ModelReport(string Name, string Version, int Items)
{
    internal static ModelReport Of(ModelArtifact model) => new(model.Manifest.Name, model.Manifest.Version, model.Items.Count);
}

/// <summary>Counts of this run alone.</summary>
public sealed record RunReport(
    long Read, long Applied, long Duplicate, long Rejected, long PassedOver, long Answers, long Commits, long InferenceCalls, long ScoredUsers)
{
    /// <summary>Clicks held back as those of programs.</summary>
    public long Quarantined { get; init; }
}

/// <summary>What the player of a demo did and saw.</summary>
/// <param name="Source">The file or <c>simulator</c>.</param>
/// <param name="Produced">Records that the player and visitors at the HTTP port wrote and the broker acknowledged.</param>
/// <param name="NothingDropped">Whether the pipeline read as many as were produced.</param>
/// <param name="AnswersSeen">Answers that a reader of the recommendations topic saw.</param>
/// <param name="AnswersRepeated">Answers whose id that reader had seen before; must be 0.</param>
/// <param name="TimeNote">How missing times were made up, or null.</param>
/// <param name="Skipped">Lines of the file that could not be read, by reason.</param>
public sealed record PlayReport(
    string Source, long Produced, bool NothingDropped, long AnswersSeen, long AnswersRepeated, string? TimeNote,
    IReadOnlyDictionary<string, long> Skipped)
{
    /// <summary>Of the records produced, those of visitors who saw a list under the demo's experiment.</summary>
    public long OfExperiment { get; init; }

    /// <summary>Of the records produced, those that were planted on top of the shop's.</summary>
    public long OfPlants { get; init; }

    /// <summary>What was planted, and what was found of it; empty where nothing is planted.</summary>
    public IReadOnlyList<PlantedFinding> Planted { get; init; } = [];
}

/// <summary>Something that a demo planted, and what its node found of it.</summary>
/// <param name="Kind"><c>fault</c>, <c>program</c> or <c>link</c>.</param>
/// <param name="Planted">What was planted, in words.</param>
/// <param name="IsFound">Whether the node says so.</param>
/// <param name="AfterRecords">How many of the planted records it took; null where it was not found.</param>
/// <param name="Found">What was found, in words.</param>
public sealed record PlantedFinding(string Kind, string Planted, bool IsFound, int? AfterRecords, string Found);
