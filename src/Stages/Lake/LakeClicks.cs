using StreamReco.Models.Data;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Models.Lake;
using StreamReco.Stages.History;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Lake;

/// <summary>
/// Reads a span of a lake as historic clicks, the same that the clicks topic gives for the span: what the nodes refused for
/// its lateness, or found to be a repeat, is read from the table of rejected records and judged again.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="pipeline">How events are read and judged.</param>
public sealed class LakeClicks(ClickLake lake, PipelineOptions pipeline)
{
    private readonly StringPool _names = new(capacity: 2_000_000);

    /// <summary>What was read last, a selection a partition.</summary>
    public IReadOnlyList<LakeSelection> Selected { get; private set; } = [];

    /// <summary>Reads the span whole.</summary>
    /// <param name="from">Kafka's timestamp of the first record; null from the oldest on.</param>
    /// <param name="to">Kafka's timestamp after the last record; null up to where the lake ends.</param>
    /// <param name="progress">Called with the files read and the files in all.</param>
    /// <param name="cancel">Ends it between files.</param>
    /// <returns>The clicks by event time; equal times by partition and offset.</returns>
    /// <exception cref="LakeException">The lake is damaged.</exception>
    /// <exception cref="DataFileException">The span holds no click.</exception>
    public ClickDataset Read(DateTimeOffset? from, DateTimeOffset? to, Action<long, long> progress, CancellationToken cancel)
    {
        var (fromMs, toMs) = (from?.ToUnixTimeMilliseconds() ?? long.MinValue, to?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        Selected = Select(fromMs, toMs);
        var clicks = new SpanClicks(pipeline);
        var (done, all) = (0, Selected.Sum(one => one.Files.Count));
        foreach (var (partition, files) in Selected.Select(one => (one.Partition, one.Files)))
        {
            var (events, rejected) = (new EventRows(), new RejectedRows());
            foreach (var file in files)
            {
                cancel.ThrowIfCancellationRequested();
                ILakeRows rows = file.Table == EventRows.Name ? events : rejected;
                rows.Read(lake.Files, file.Path);
                progress(++done, all);
            }

            Add(partition, events, rejected, fromMs, toMs, clicks);
        }

        return !clicks.IsEmpty ? clicks.Build() : throw new DataFileException(
            $"The lake holds no click in this span{clicks.Skipped}; set --from and --to.");
    }

    /// <summary>The files that may hold offsets of the span.</summary>
    private IReadOnlyList<LakeSelection> Select(long fromMs, long toMs)
    {
        var selected = new List<LakeSelection>();
        foreach (var log in lake.Logs(LakeStream.Clicks))
        {
            log.Recover();
            if (LakeSelection.Of(log, fromMs, toMs) is { } found)
            {
                selected.Add(found);
            }
        }

        return selected;
    }

    /// <summary>Offsets from the first that is late enough to before the first that is too late, as Kafka finds them.</summary>
    private void Add(int partition, EventRows events, RejectedRows rejected, long fromMs, long toMs, SpanClicks clicks)
    {
        var places = events.Places().Select(place => (place.Offset, place.ReceivedMs, place.Row, IsEvent: true))
            .Concat(rejected.Places().Select(place => (place.Offset, place.ReceivedMs, place.Row, IsEvent: false))).ToArray();
        Array.Sort(places, (a, b) => a.Offset.CompareTo(b.Offset));
        var click = new ClickEvent();
        foreach (var (_, _, row, isEvent) in places.SkipWhile(place => place.ReceivedMs < fromMs).TakeWhile(place => place.ReceivedMs < toMs))
        {
            if (isEvent)
            {
                var (receivedMs, offset) = events.Restore(row, click, _names);
                clicks.Add(partition, offset, receivedMs, click);
            }
            else
            {
                var (record, reason) = rejected.Restore(row);
                if (reason == ValidationFailure.QuarantinedName)
                {
                    clicks.LeaveOut(reason);
                    continue;
                }

                clicks.Add(partition, new LogRecord(record.Offset, record.ReceivedMs, record.Key, record.Payload, record.Headers));
            }
        }
    }
}
