using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Consuming;

/// <summary>
/// The consumer group of a replay, asked and never joined: partitions are assigned by hand, and the group only keeps
/// what the transactions committed. The broker takes offsets for a group without members from anyone.
/// </summary>
internal sealed class ReplayGroup : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly KafkaOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancel;
    private readonly TimeSpan _timeout;

    /// <param name="options">How Kafka is reached, the clicks topic, and the group's name.</param>
    /// <param name="time">Measures the wait for the group's coordinator.</param>
    /// <param name="cancel">Ends that wait, and the search for a time.</param>
    public ReplayGroup(KafkaOptions options, TimeProvider time, CancellationToken cancel)
    {
        (_options, _time, _cancel) = (options, time, cancel);
        _timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);
        var config = KafkaClientSettings.Consumer(options);
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>Turns the bounds of a span into offsets of each partition, clipped to what the topic holds now.</summary>
    /// <inheritdoc cref="TopicSpan.Find" path="/exception"/>
    public IReadOnlyList<PartitionSpan> Find(SpanBound from, SpanBound to) =>
        TopicSpan.Find(_consumer, _options, ("Kafka:Clicks", _options.Clicks), from, to, _cancel);

    /// <summary>The same spans up to where this group has committed; nothing of a partition where it has not.</summary>
    public IReadOnlyList<PartitionSpan> UpToCommitted(IEnumerable<PartitionSpan> spans) =>
        [.. spans.Select(span => span with { To = Math.Max(span.From, Committed(span) ?? span.From) })];

    /// <summary>Whether the group has committed anything in any of these partitions.</summary>
    public bool HasBegun(IEnumerable<PartitionSpan> spans) => spans.Any(span => Committed(span) is not null);

    /// <summary>Offsets of the spans that the group has committed.</summary>
    public long Done(IEnumerable<PartitionSpan> spans) =>
        spans.Sum(span => Math.Clamp(Committed(span) ?? span.From, span.From, span.To) - span.From);

    public void Dispose() => _consumer.Dispose();

    /// <summary>
    /// Asks until the group's coordinator answers: a broker that has just begun, or lost it, moves it first. Where a
    /// process was killed within a commit, the broker says nothing before it has ended that transaction.
    /// </summary>
    private long? Committed(PartitionSpan span)
    {
        var patience = _timeout + TimeSpan.FromMilliseconds(_options.TransactionTimeoutMs);
        var started = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return CommittedOffset.Of(_consumer, new TopicPartition(_options.Clicks, span.Partition), _timeout);
            }
            catch (KafkaException e) when (KafkaErrors.Passes(e.Error) && _time.GetElapsedTime(started) < patience)
            {
                _cancel.WaitHandle.WaitOne(_pause);
                _cancel.ThrowIfCancellationRequested();
            }
        }
    }
}
