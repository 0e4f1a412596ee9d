using Confluent.Kafka;

namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>The version of Kafka's client.</summary>
internal static class KafkaClientVersion
{
    /// <summary>librdkafka's version, for instance <c>2.15.1</c>; loads the native library.</summary>
    public static string Native => Library.VersionString;
}
