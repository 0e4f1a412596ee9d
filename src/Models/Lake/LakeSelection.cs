using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StreamReco.Models.Lake;

/// <summary>
/// The files of one partition that hold a span of offsets, as of a moment of its log: entries are never removed, so that the list can be
/// made again long after files were merged or rewritten.
/// </summary>
/// <param name="Stream">What the spans are of.</param>
/// <param name="Partition">The partition.</param>
/// <param name="From">First offset.</param>
/// <param name="To">Last offset.</param>
/// <param name="Rewrites">Replacements of files that the log had.</param>
/// <param name="Files">The files, by path.</param>
public sealed record LakeSelection(
    LakeStream Stream, int Partition, long From, long To, long Rewrites, IReadOnlyList<LakeFile> Files)
{
    /// <summary>Selects by Kafka's timestamps, as far as the log knows them: spans whole.</summary>
    /// <param name="log">The partition's log, recovered.</param>
    /// <param name="fromMs">The first moment, Unix milliseconds.</param>
    /// <param name="toMs">The moment after the last.</param>
    /// <returns>Null if no span is of that time.</returns>
    /// <exception cref="LakeException">The log is damaged.</exception>
    public static LakeSelection? Of(LakeLog log, long fromMs, long toMs)
    {
        var rewrites = log.Rewrites();
        var spans = log.Spans();
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var span in spans)
        {
            if (span.LatestMs >= fromMs)
            {
                first = Math.Min(first, span.From);
            }

            if (first != long.MaxValue)
            {
                last = span.To;
            }

            if (span.LatestMs >= toMs)
            {
                break;
            }
        }

        return first == long.MaxValue ? null : Select(log, spans, rewrites, first, last);
    }

    /// <summary>Selects again what was selected before.</summary>
    /// <param name="log">The partition's log.</param>
    /// <param name="from">First offset.</param>
    /// <param name="to">Last offset.</param>
    /// <param name="rewrites">Replacements of files that the log had then.</param>
    /// <exception cref="LakeException">The log is damaged.</exception>
    public static LakeSelection Again(LakeLog log, long from, long to, long rewrites) =>
        Select(log, log.Spans(), [.. log.Rewrites().Where(rewrite => rewrite.From <= rewrites)], from, to);

    /// <summary>The files of a table.</summary>
    public IReadOnlyList<LakeFile> Of(string table) => [.. Files.Where(file => file.Table == table)];

    /// <summary>SHA-256, hexadecimal, of a line <c>path checksum</c> for each file, by path.</summary>
    public static string ListSha256(IEnumerable<LakeFile> files)
    {
        var text = new StringBuilder();
        foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{file.Path} {file.Sha256}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static LakeSelection Select(
        LakeLog log, IEnumerable<LakeEntry> spans, IReadOnlyList<LakeEntry> rewrites, long from, long to) => new(
        log.Stream, log.Partition, from, to, rewrites.Count,
        [
            // What was committed behind the span may have come before one of the replacements: it is no part of the list.
            .. LakeLog.Live(spans.Where(span => span.From <= to), rewrites)
                .Where(file => LakePaths.SpanOf(file.Path) is var span && span.To >= from && span.From <= to),
        ]);
}
