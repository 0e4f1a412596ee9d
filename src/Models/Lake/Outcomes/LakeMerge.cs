using System.Globalization;

namespace StreamReco.Models.Lake.Outcomes;

/// <summary>
/// How far each partition of clicks and answers was looked at, and how far the next step looks. Spans come in the order of their reception
/// over all partitions, so that clicks and answers of one time come together, however the lake was written.
/// </summary>
/// <param name="lake">The lake.</param>
internal sealed class LakeMerge(ClickLake lake)
{
    /// <summary>The name of a partition among the positions.</summary>
    public static string KeyOf(LakeStream stream, int partition) =>
        string.Create(CultureInfo.InvariantCulture, $"{LakeTables.NameOf(stream)}/{partition}");

    /// <summary>Goes on from positions until so many rows are taken.</summary>
    /// <param name="from">The next offset of each partition; what is not named begins.</param>
    /// <param name="rowsMax">Rows after which it ends; one span is taken in any case.</param>
    /// <returns>The positions afterwards; null where nothing is new.</returns>
    public IReadOnlyDictionary<string, long>? Advance(IReadOnlyDictionary<string, long> from, int rowsMax)
    {
        var next = new SortedDictionary<string, long>(from.ToDictionary(), StringComparer.Ordinal);
        var queues = new PriorityQueue<Queue<(string Key, LakeEntry Span)>, (long, string)>();
        foreach (var log in lake.Logs(LakeStream.Clicks).Concat(lake.Logs(LakeStream.Answers)))
        {
            log.Recover();
            var key = KeyOf(log.Stream, log.Partition);
            var spans = new Queue<(string, LakeEntry)>(log.Spans().Where(span => span.From >= next.GetValueOrDefault(key)).Select(span => (key, span)));
            Enqueue(queues, spans);
        }

        long rows = 0;
        var isNew = false;
        while (queues.TryDequeue(out var spans, out _) && (!isNew || rows < rowsMax))
        {
            var (key, span) = spans.Dequeue();
            next[key] = span.To + 1;
            rows += span.Adds.Sum(file => file.Rows);
            isNew = true;
            Enqueue(queues, spans);
        }

        return isNew ? next : null;
    }

    private static void Enqueue(
        PriorityQueue<Queue<(string Key, LakeEntry Span)>, (long, string)> queues, Queue<(string Key, LakeEntry Span)> spans)
    {
        if (spans.TryPeek(out var first))
        {
            queues.Enqueue(spans, (first.Span.LatestMs, first.Key));
        }
    }
}
