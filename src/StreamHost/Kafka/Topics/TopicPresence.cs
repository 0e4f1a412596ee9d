using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Topics;

/// <summary>Checks before anything is written that the broker answers and the topics are there.</summary>
internal static class TopicPresence
{
    /// <param name="options">How Kafka is reached.</param>
    /// <param name="topics">Setting and name of each topic.</param>
    /// <param name="time">Measures the wait.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="KafkaSetupException">No broker answers, or a topic is missing.</exception>
    public static async Task CheckAsync(
        KafkaOptions options, IEnumerable<(string Key, string Topic)> topics, TimeProvider time,
            CancellationToken cancel)
    {
        using var admin =
            new AdminClientBuilder(KafkaClientSettings.Admin(options)).SetLogHandler((_, _) => { }).Build();

        // Asking for all topics creates none, whatever the broker's settings.
        var metadata = await StartupRetry.RunAsync(options, timeout => admin.GetMetadata(timeout), time, cancel);
        var there = metadata.Topics.Select(topic => topic.Topic).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, topic) in topics)
        {
            if (!there.Contains(topic))
            {
                throw new KafkaSetupException(TopicHint.Missing(key, topic, options));
            }
        }
    }
}
