using Confluent.Kafka;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>
/// What <see cref="KafkaOptions"/> mean to Kafka's client. Each call makes a configuration of its own, which the caller
/// may go on to change. <c>Kafka:Client</c> is laid over it, so it may tune anything but what correctness rests on.
/// </summary>
public static class KafkaClientSettings
{
    private const string ClientId = "streamreco";

    /// <summary>
    /// Records on their way to the broker are gathered this long, ms: an answer may wait that much, a burst shares
    /// requests.
    /// </summary>
    private const int LingerMs = 2;

    /// <summary>
    /// The first pause before a request is sent again, ms; later ones double up to <c>retry.backoff.max.ms</c>. A transaction that
    /// begins right after another one is told to come again while the broker still writes the markers of that one, which takes
    /// it a few milliseconds: librdkafka's 100 would be the time of every commit.
    /// </summary>
    private const int RetryBackoffMs = 1;

    /// <summary>
    /// How often a producer asks again how many partitions there are, ms, where records are found by their key's partition:
    /// librdkafka's five minutes would put them where nobody looks.
    /// </summary>
    public const int PartitionsLookMs = 5_000;

    /// <summary>
    /// The client's own bound of a record is opened to librdkafka's maximum: the topic's <c>max.message.bytes</c>
    /// decides.
    /// </summary>
    private const int MessageBytesMax = 1_000_000_000;

    /// <summary>
    /// A reader of partitions that it is assigned, no member of the group: read-committed, offsets committed under the
    /// group's name by nobody but the sink, end of a partition reported.
    /// </summary>
    /// <exception cref="KafkaSetupException">
    /// A setting of <c>Kafka:Client</c> is unknown, invalid or not to be changed.
    /// </exception>
    public static ConsumerConfig Consumer(KafkaOptions options)
    {
        var config = new ConsumerConfig
        {
            GroupId = options.Group,
            IsolationLevel = IsolationLevel.ReadCommitted,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            EnablePartitionEof = true,
            AllowAutoCreateTopics = false,
            FetchQueueBackoffMs = 20, // librdkafka's second would stall a reader that has just emptied its queue
        };
        return Complete(config, options);
    }

    /// <summary>
    /// An idempotent producer that every in-sync replica acknowledges. Give it a transactional id to make it
    /// transactional.
    /// </summary>
    /// <inheritdoc cref="Consumer" path="/exception"/>
    public static ProducerConfig Producer(KafkaOptions options)
    {
        var config = new ProducerConfig
        {
            EnableIdempotence = true,
            Acks = Acks.All,
            CompressionType = CompressionType.Lz4,
            LingerMs = LingerMs,
            RetryBackoffMs = RetryBackoffMs,
            MessageMaxBytes = MessageBytesMax,
            AllowAutoCreateTopics = false,
        };
        return Complete(config, options);
    }

    /// <summary>A client for topics and groups.</summary>
    /// <inheritdoc cref="Consumer" path="/exception"/>
    public static AdminClientConfig Admin(KafkaOptions options) =>
        Complete(new AdminClientConfig { AllowAutoCreateTopics = false }, options);

    private static T Complete<T>(T config, KafkaOptions options)
        where T : ClientConfig
    {
        config.BootstrapServers = options.Bootstrap;
        config.ClientId = ClientId;
        config.SocketNagleDisable = true;
        ClientPassThrough.Check(options.Client);
        foreach (var (name, value) in options.Client)
        {
            config.Set(name, value);
        }

        return config;
    }
}
