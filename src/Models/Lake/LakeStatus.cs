using System.Globalization;

namespace StreamReco.Models.Lake;

/// <summary>How far a partition of a lake is, and what it holds.</summary>
/// <param name="Stream">What its spans are of: <c>clicks</c>, <c>answers</c> or <c>outcomes</c>.</param>
/// <param name="Partition">The partition.</param>
/// <param name="From">First offset.</param>
/// <param name="To">Last offset.</param>
/// <param name="Rows">Rows by table.</param>
/// <param name="Files">Files of rows.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Verdicts">Offsets by what became of them.</param>
/// <param name="Commits">Spans that were committed.</param>
/// <param name="Rewrites">Replacements of files: merges and erasures.</param>
/// <param name="NewestReceived">Kafka's latest timestamp, ISO 8601; null if there is none.</param>
public sealed record LakeStatus(
    string Stream, int Partition, long From, long To, IReadOnlyDictionary<string, long> Rows, int Files, long Bytes,
    IReadOnlyDictionary<string, long> Verdicts, int Commits, int Rewrites, string? NewestReceived)
{
    /// <summary>The status of every partition that has a commit. Reads the log alone.</summary>
    /// <exception cref="LakeException">The log is damaged.</exception>
    public static IReadOnlyList<LakeStatus> Of(ClickLake lake) =>
        [.. lake.Logs().Select(log => Of(log)).OfType<LakeStatus>()];

    /// <summary>The status of one partition; null if nothing was committed.</summary>
    internal static LakeStatus? Of(LakeLog log)
    {
        var (spans, rewrites) = (log.Spans(), log.Rewrites());
        if (spans.Count == 0)
        {
            return null;
        }

        var live = LakeLog.Live(spans, rewrites);
        var latestMs = spans.Max(span => span.LatestMs);
        return new LakeStatus(
            LakeTables.NameOf(log.Stream), log.Partition, spans[0].From, spans[^1].To,
            Sum(live.Select(file => (file.Table, file.Rows))), live.Count, live.Sum(file => file.Bytes),
            Sum(spans.SelectMany(span => span.Verdicts.Select(verdict => (verdict.Key, verdict.Value)))),
            spans.Count, rewrites.Count,
            latestMs == long.MinValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(latestMs)
                .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }

    private static SortedDictionary<string, long> Sum(IEnumerable<(string Name, long Count)> counts)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, count) in counts)
        {
            sums[name] = sums.GetValueOrDefault(name) + count;
        }

        return sums;
    }
}
