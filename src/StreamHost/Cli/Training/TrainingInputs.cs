using System.Globalization;
using System.Security.Cryptography;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.Stages;
using StreamReco.Stages.Verdicts;
using StreamReco.StreamHost.Kafka.Spans;

namespace StreamReco.StreamHost.Cli.Training;

/// <summary>What a training read, for the model's manifest.</summary>
internal static class TrainingInputs
{
    /// <summary>The role of a file with clicks.</summary>
    public const string Clicks = "clicks";

    /// <summary>Clicks of files.</summary>
    /// <param name="files">The files, or folders of them.</param>
    /// <param name="pipeline">How records were judged.</param>
    public static TrainingOrigin OfFiles(IEnumerable<string> files, PipelineOptions pipeline) => new()
    {
        Kind = TrainingOrigin.OfFiles,
        Files = [.. files.SelectMany(file => Hash(file, Clicks))],
        Rules = RulesVersion.Of(pipeline),
        Code = ProgramVersion.Text,
    };

    /// <summary>Clicks of spans of a topic.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="spans">What was read; the end is that behind the last record.</param>
    /// <param name="erasuresKnownUntil">When the newest erasure was asked for that was heeded; null for none.</param>
    /// <param name="pipeline">How records were judged.</param>
    public static TrainingOrigin OfTopic(
        string topic, IReadOnlyList<PartitionSpan> spans, DateTimeOffset? erasuresKnownUntil, PipelineOptions pipeline) => new()
        {
            Kind = TrainingOrigin.OfTopic,
            Topic = topic,
            Spans = [.. spans.Where(span => span.Length() > 0).Select(span => new TrainingSpan(topic, span.Partition, span.From, span.To - 1))],
            ErasuresKnownUntil = erasuresKnownUntil,
            Rules = RulesVersion.Of(pipeline),
            Code = ProgramVersion.Text,
        };

    /// <summary>Completes an origin by what the command line said besides.</summary>
    /// <param name="origin">The origin.</param>
    /// <param name="data">The clicks, which say what was left out.</param>
    /// <param name="filters">Options that chose among the clicks, by name; those that are null were not given.</param>
    /// <param name="files">Further files by the option that named them; those that are null were not given.</param>
    public static TrainingOrigin Complete(
        TrainingOrigin origin, ClickDataset data, IEnumerable<(string Option, string? Value)> filters,
        IEnumerable<(string Option, string? File)> files) => origin with
        {
            Filters = filters.Where(filter => filter.Value is not null)
            .ToDictionary(filter => filter.Option, filter => filter.Value!, StringComparer.Ordinal),
            Files = [.. origin.Files, .. files.Where(file => file.File is not null).SelectMany(file => Hash(file.File!, file.Option))],
            LeftOut = new SortedDictionary<string, long>(data.Skipped.ToDictionary(), StringComparer.Ordinal),
        };

    /// <summary>A moment as filters have it.</summary>
    public static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>A file, or each file of a folder, with its checksum.</summary>
    private static IEnumerable<TrainingFile> Hash(string path, string role)
    {
        if (Directory.Exists(path))
        {
            return Directory.EnumerateFiles(path).Order(StringComparer.Ordinal).SelectMany(file => Hash(file, role));
        }

        using var file = File.OpenRead(path);
        return [new TrainingFile(Path.GetFileName(path), role, file.Length, Convert.ToHexStringLower(SHA256.HashData(file)))];
    }
}
