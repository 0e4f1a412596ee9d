using StreamReco.Models.Data;
using StreamReco.Stages;
using StreamReco.Stages.History;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Erasures;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.History;

/// <summary>
/// Reads a span of the clicks topic as historic clicks (<see cref="SpanClicks"/>). Touches no group's offsets.
/// </summary>
/// <param name="options">How Kafka is reached.</param>
/// <param name="pipeline">How events are read and judged.</param>
/// <param name="time">Measures waits for a broker.</param>
internal sealed class ClickSpanReader(KafkaOptions options, PipelineOptions pipeline, TimeProvider time)
{
    /// <summary>What was read last, a span a partition.</summary>
    public IReadOnlyList<PartitionSpan> Spans { get; private set; } = [];

    /// <summary>When the newest erasure was asked for that stood in the topic of erasures before reading began; null for none.</summary>
    public DateTimeOffset? ErasuresKnownUntil { get; private set; }

    /// <summary>
    /// Reads the span whole. Erasures that stand after it are found in their topic, which is read first: one that is written meanwhile
    /// stands in the span, or after everything that is read.
    /// </summary>
    /// <param name="from">Kafka's timestamp of the first record; null from the oldest on.</param>
    /// <param name="to">Kafka's timestamp behind the last record; null up to where the topic ends now.</param>
    /// <param name="progress">
    /// Told records read and records in all; transaction markers make the first fall short.
    /// </param>
    /// <param name="cancel">Stops between records.</param>
    /// <returns>The clicks by event time; equal times by partition and offset.</returns>
    /// <exception cref="KafkaSetupException">No broker answers, or it stops answering.</exception>
    /// <exception cref="DataFileException">The span holds no click.</exception>
    /// <exception cref="PseudonymKeyException">Users were erased outside of the span, and the key that tells who is not at hand.</exception>
    public async Task<ClickDataset> ReadAsync(
        DateTimeOffset? from, DateTimeOffset? to, Action<long, long> progress, CancellationToken cancel)
    {
        var now = time.GetUtcNow(); // a request of a clock that is ahead does not vouch for those that come later
        var erasures = (await new ErasureTopic(options, time).ReadAsync(cancel)).Where(entry => entry.Topic == options.Clicks).ToList();
        ErasuresKnownUntil = erasures.Count == 0 ? null
            : erasures.Max(entry => entry.RequestedAt) is var newest && newest < now ? newest : now;
        var clicks = new SpanClicks(pipeline);
        Spans = await Task.Run(
            () => TopicSpanReader.Read(
                options, ("Kafka:Clicks", options.Clicks), from, to, (partition, record) => clicks.Add(partition, record), cancel, progress),
            cancel);
        AddErasures(clicks, erasures);
        var data = clicks.Build();
        return data.Clicks.Count > 0 ? data : throw new DataFileException(
            $"Topic '{options.Clicks}' (Kafka:Clicks) on {options.Bootstrap} holds no click in this span"
            + $"{clicks.Skipped}; set --from and --to.");
    }

    /// <summary>
    /// What stands in the span tells by itself who was erased. One after the span needs the key; so does one before it, which concerns no
    /// more than repeats that were delivered after it: without the key these are read, as a node without one folds them.
    /// </summary>
    private void AddErasures(SpanClicks clicks, IReadOnlyList<ErasureEntry> erasures)
    {
        var ledger = new KafkaErasureLedger(options, pipeline.Privacy, time);
        foreach (var entry in erasures)
        {
            foreach (var (partition, from, _) in Spans.Where(span => span.Length() > 0 && span.Partition < entry.Offsets.Count))
            {
                var offset = entry.Offsets[partition];
                if (!clicks.HasErasure(partition, offset) && (offset >= from || ledger.HasKeyOf(entry)))
                {
                    ledger.CheckKey(entry);
                    clicks.AddErasure(partition, new ErasureMark(entry.Hash, offset, entry.RequestedMs));
                }
            }
        }
    }
}
