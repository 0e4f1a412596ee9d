using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Spans;

/// <summary>
/// Finds the first record of a partition from a moment on. Kafka's own search counts the markers of transactions, whose time is that of
/// the commit: where old records were written today it ends at the first marker, and older records follow. So what it finds is no more
/// than a place that no wanted record stands before, and the rest is read. Mostly the first record there is the one.
/// </summary>
/// <param name="consumer">Reads: made by <see cref="KafkaClientSettings.Consumer"/>, without an assignment before and after.</param>
/// <param name="options">How Kafka is reached.</param>
/// <param name="source">The setting or option that names the topic, for messages, and the topic.</param>
/// <param name="cancel">Stops between records.</param>
internal sealed class FirstFromTime(
    IConsumer<byte[]?, byte[]?> consumer, KafkaOptions options, (string Key, string Topic) source, CancellationToken cancel)
{
    /// <param name="from">Where to begin; no record before it is from that moment on.</param>
    /// <param name="end">The offset behind the last record that counts.</param>
    /// <param name="moment">The least timestamp.</param>
    /// <returns>The offset of the record, or <paramref name="end"/> where there is none.</returns>
    /// <exception cref="KafkaSetupException">The broker stops answering.</exception>
    public long Find(TopicPartitionOffset from, long end, Timestamp moment)
    {
        if (from.Offset.Value >= end)
        {
            return end;
        }

        consumer.Assign(from);
        try
        {
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                var result = TopicSpanReader.Consume(consumer, options, source);
                if (result.IsPartitionEOF || result.Offset.Value >= end)
                {
                    return end;
                }

                if (result.Message.Timestamp.UnixTimestampMs >= moment.UnixTimestampMs)
                {
                    return result.Offset.Value;
                }
            }
        }
        finally
        {
            consumer.Unassign();
        }
    }
}
