using Confluent.Kafka;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>
/// Bounds the batches of a process's sinks by what the outbound topics take. The limits are read whenever a sink is made,
/// so a partition that is opened anew after a refusal follows a topic that was changed. Thread-safe.
/// </summary>
/// <param name="options">How Kafka is reached.</param>
/// <param name="topics">The topics that the sinks write.</param>
/// <param name="canDescribe">Whether the brokers know requests for descriptions (<see cref="BrokerSettings.CanDescribe"/>).</param>
internal sealed class OutboundBatches(KafkaOptions options, IReadOnlyList<string> topics, Func<bool> canDescribe)
{
    private IReadOnlyDictionary<string, int> _limits = new Dictionary<string, int>();
    private int _tried = TopicLimits.BatchBytesMax;

    /// <summary>What a record of the rejected topic may take, bytes; null where the brokers do not say.</summary>
    public int? RejectedBytesMax => LimitOf(options.Rejected);

    /// <summary>Reads the limits and bounds a producer's batches by them. Blocks until the brokers answer.</summary>
    public void Bound(ProducerConfig config, Handle client)
    {
        var limits = canDescribe() ? TopicLimits.Read(client, options, topics) : new Dictionary<string, int>();
        Volatile.Write(ref _limits, limits);
        var wanted = config.BatchSize ?? TopicLimits.BatchBytesMax;
        config.BatchSize = Math.Min(wanted, Math.Min(TopicLimits.BatchBytes(limits.Values), Volatile.Read(ref _tried)));
    }

    /// <summary>A broker has refused a batch of these records for its size.</summary>
    /// <returns>
    /// What to say if one of them can never be taken; null if smaller batches may help, which the next sink makes.
    /// </returns>
    public RecordTooLargeException? Refuse(IReadOnlyList<OutboundRecord> records, OutboundMessages messages)
    {
        var isKnown = topics.All(topic => LimitOf(topic) is not null);
        var tried = Volatile.Read(ref _tried);
        foreach (var record in records)
        {
            var (topic, bytes) = (messages.TargetOf(record).Topic, OutboundMessages.BytesOf(record));
            if (bytes > LimitOf(topic))
            {
                return new RecordTooLargeException(topic, KeyOf(topic), bytes, LimitOf(topic));
            }
        }

        if (!isKnown && tried == 1)
        {
            var largest = records.MaxBy(record => OutboundMessages.BytesOf(record));
            var topic = messages.TargetOf(largest).Topic;
            return new RecordTooLargeException(topic, KeyOf(topic), OutboundMessages.BytesOf(largest), null);
        }

        // Where all limits are known, one was lowered meanwhile: the next sink reads it.
        Volatile.Write(ref _tried, isKnown ? tried : TopicLimits.Smaller(tried));
        return null;
    }

    private int? LimitOf(string topic) => Volatile.Read(ref _limits).TryGetValue(topic, out var bytes) ? bytes : null;

    private string KeyOf(string topic) => topic == options.Rejected ? "Kafka:Rejected"
        : topic == options.Recommendations ? "Kafka:Recommendations"
        : topic == options.Verdicts ? "Kafka:Verdicts"
        : topic == options.Alerts ? "Kafka:Alerts"
        : topic == options.ByUser ? "Kafka:ByUser" : "Kafka:Clicks";
}
