using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Embedded;

/// <summary>An embedded broker with the pipeline's topics, and the settings that lead to it.</summary>
internal static class EmbeddedKafka
{
    /// <summary>Starts a broker, creates the four topics and points <paramref name="options"/> at it.</summary>
    /// <param name="options">Names the topics; its bootstrap and fetch wait are set.</param>
    /// <param name="partitions">Partitions of each topic but the catalog, which has one.</param>
    public static EmbeddedBroker Start(KafkaOptions options, int partitions)
    {
        var broker = EmbeddedBroker.Start();
        foreach (var topic in new[] { options.Clicks, options.Recommendations, options.Rejected })
        {
            broker.CreateTopic(topic, partitions);
        }

        if (options.WritesVerdicts)
        {
            broker.CreateTopic(options.Verdicts, partitions);
        }

        if (options.WritesAlerts)
        {
            broker.CreateTopic(options.Alerts, partitions);
        }

        broker.CreateTopic(options.Catalog, partitions: 1);
        options.Bootstrap = broker.Bootstrap;

        // The embedded broker holds an empty fetch back for the whole wait, whatever arrives meanwhile.
        options.Client.TryAdd("fetch.wait.max.ms", "10");
        return broker;
    }
}
