using StreamReco.Models.Data;
using StreamReco.Stages;
using StreamReco.Stages.History;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Spans;

/// <summary>
/// Reads a span of the clicks topic as historic clicks (<see cref="SpanClicks"/>). Touches no group's offsets.
/// </summary>
internal sealed class ClickSpanReader(KafkaOptions options, PipelineOptions pipeline)
{
    /// <summary>What was read last, a span a partition.</summary>
    public IReadOnlyList<PartitionSpan> Spans { get; private set; } = [];

    /// <summary>Reads the span whole; blocks until it is read.</summary>
    /// <param name="from">Kafka's timestamp of the first record; null from the oldest on.</param>
    /// <param name="to">Kafka's timestamp behind the last record; null up to where the topic ends now.</param>
    /// <param name="progress">
    /// Told records read and records in all; transaction markers make the first fall short.
    /// </param>
    /// <param name="cancel">Stops between records.</param>
    /// <returns>The clicks by event time; equal times by partition and offset.</returns>
    /// <exception cref="KafkaSetupException">No broker answers, or it stops answering.</exception>
    /// <exception cref="DataFileException">The span holds no click.</exception>
    public ClickDataset Read(
        DateTimeOffset? from, DateTimeOffset? to, Action<long, long> progress, CancellationToken cancel)
    {
        var clicks = new SpanClicks(pipeline);
        Spans = TopicSpanReader.Read(
            options, ("Kafka:Clicks", options.Clicks), from, to, (partition, record) => clicks.Add(partition, record), cancel, progress);
        return !clicks.IsEmpty ? clicks.Build() : throw new DataFileException(
            $"Topic '{options.Clicks}' (Kafka:Clicks) on {options.Bootstrap} holds no click in this span"
            + $"{clicks.Skipped}; set --from and --to.");
    }
}
