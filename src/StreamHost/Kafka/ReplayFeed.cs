using Confluent.Kafka;
using StreamReco.Stages.Metrics;

namespace StreamReco.StreamHost.Kafka;

/// <summary>
/// One partition of a replay: its feed, the span that bounds it, and how it ends. Belongs to the consumer's thread but
/// for <see cref="Progress"/>.
/// </summary>
internal sealed class ReplayFeed(string topic, PartitionSpan span, int batchRecordsMax)
{
    private volatile ShardProgress? _progress;

    public PartitionSpan Span => span;

    public TopicPartition Partition { get; } = new(topic, span.Partition);

    public PartitionFeed Feed { get; } = new(new TopicPartition(topic, span.Partition), batchRecordsMax);

    /// <summary>What the world may know of its newest shard; null until there was one.</summary>
    public ShardProgress? Progress
    {
        get => _progress;
        set => _progress = value;
    }

    /// <summary>Offsets of the span that are committed.</summary>
    public long Done => _progress is { } progress
        ? Math.Clamp(progress.Standing.NextOffset, span.From, span.To) - span.From
        : 0;

    /// <summary>Whether the consumer fetches the partition.</summary>
    public bool IsFetched { get; set; }

    /// <summary>The end of its shard, once everything was offered to it; null before.</summary>
    public Task? Finishing { get; set; }

    /// <summary>Everything of the span is committed and stored.</summary>
    public bool IsDone { get; set; } = span.Length() == 0;

    /// <summary>Everything of the span was taken in.</summary>
    public bool IsRead => Feed.Phase == FeedPhase.Live && Feed.NextOffset >= span.To;

    /// <summary>Everything of the span was taken in and taken over by the shard.</summary>
    public bool IsHandedOver => IsRead && !Feed.HasBuffered && Feed.HasRoom;

    /// <summary>The consumer stands at this offset: nothing of the partition lies before it any more.</summary>
    public void Reach(long offset) => Feed.ReachEnd(Math.Min(offset, span.To));
}
