using StreamReco.StreamHost.Kafka.Client;

namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>A record that its topic never takes. No retry fixes that.</summary>
/// <param name="topic">The topic.</param>
/// <param name="key">The setting that names it.</param>
/// <param name="bytes">What the record takes before compression.</param>
/// <param name="limit">The topic's limit; null where the brokers do not show it.</param>
internal sealed class RecordTooLargeException(string topic, string key, int bytes, int? limit)
    : InvalidOperationException(
        $"A record of {bytes} bytes does not fit into topic '{topic}' ({key}), whose {TopicLimits.Setting} is "
        + $"{(limit is null ? "not shown by the brokers" : limit)}. Nothing was lost; raise it above the record's size, for instance: "
        + $"kafka-configs.sh --bootstrap-server HOST:PORT --alter --entity-type topics --entity-name {topic} "
        + $"--add-config {TopicLimits.Setting}={Math.Max(1_048_588, bytes * 2L)}");
