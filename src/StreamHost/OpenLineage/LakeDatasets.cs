using StreamReco.Models.Artifacts;
using StreamReco.Models.Lake;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.OpenLineage;

/// <summary>Tables of a lake, models, and what a training read, as datasets.</summary>
internal static class LakeDatasets
{
    /// <summary>A table without figures.</summary>
    public static LineageDataset Table(string lake, string table) =>
        LineageDataset.OfPath(Path.Combine(lake, table)) with { Fields = LakeColumns.Of(table) };

    /// <summary>What this process wrote into a lake, by table.</summary>
    /// <param name="lake">The lake, as the process opened it.</param>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="LakeException">The log is damaged.</exception>
    public static IReadOnlyList<LineageDataset> WrittenTo(ClickLake lake, string folder) =>
    [
        .. lake.Logs().SelectMany(log => log.Spans().Concat(log.Rewrites()))
            .Where(entry => entry.Staging.EndsWith($"-{lake.Writer.Name}", StringComparison.Ordinal))
            .SelectMany(entry => entry.Adds).GroupBy(file => file.Table, StringComparer.Ordinal).OrderBy(table => table.Key, StringComparer.Ordinal)
            .Select(table => Table(folder, table.Key) with
            {
                Rows = table.Sum(file => file.Rows),
                Bytes = table.Sum(file => file.Bytes),
                Files = table.Count(),
            }),
    ];

    /// <summary>What this process took out of a lake, by table.</summary>
    /// <inheritdoc cref="WrittenTo"/>
    public static IReadOnlyList<LineageDataset> ReplacedIn(ClickLake lake, string folder) =>
    [
        .. lake.Logs().SelectMany(LakeFileLives.Of)
            .Where(life => life.Removed?.Staging.EndsWith($"-{lake.Writer.Name}", StringComparison.Ordinal) == true)
            .GroupBy(life => life.File.Table, StringComparer.Ordinal).OrderBy(table => table.Key, StringComparer.Ordinal)
            .Select(table => Table(folder, table.Key) with
            {
                Rows = table.Sum(life => life.File.Rows),
                Bytes = table.Sum(life => life.File.Bytes),
                Files = table.Count(),
            }),
    ];

    /// <summary>What a training read.</summary>
    public static IReadOnlyList<LineageDataset> Of(TrainingOrigin origin, StreamRecoOptions options) =>
    [
        .. origin.Spans.GroupBy(span => span.Source, StringComparer.Ordinal).Select(source => origin.Kind == TrainingOrigin.OfLake
            ? Table(origin.Lake!, source.Key) with { Rows = source.Sum(span => span.Rows), Files = source.Sum(span => span.Files) }
            : LineageDataset.OfTopic(options.Kafka.Bootstrap, source.Key) with { Rows = source.Sum(span => span.To - span.From + 1) }),
    ];

    /// <summary>A model: its rows are its items.</summary>
    public static LineageDataset Model(string folder, ModelManifest manifest) => LineageDataset.OfPath(folder) with
    {
        Rows = manifest.Items,
        Bytes = Directory.EnumerateFiles(folder).Sum(file => new FileInfo(file).Length),
        Files = Directory.EnumerateFiles(folder).Count(),
    };
}
