using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>
/// How large batches may be for the topics that they go to. A broker refuses a batch that is larger than its topic's
/// <c>max.message.bytes</c>, and librdkafka does not split it.
/// </summary>
internal static class TopicLimits
{
    /// <summary>The topic's setting.</summary>
    public const string Setting = "max.message.bytes";

    /// <summary>librdkafka's own bound of a batch.</summary>
    public const int BatchBytesMax = 1_000_000;

    /// <summary>A batch's frame.</summary>
    private const int FrameBytes = 1_024;

    /// <summary>
    /// Asks with a client of its own, and first whether the brokers know the question; see
    /// <see cref="Read(Handle, KafkaOptions, IReadOnlyList{string})"/>.
    /// </summary>
    public static IReadOnlyDictionary<string, int> Read(KafkaOptions options, IReadOnlyList<string> topics)
    {
        using var admin = new AdminClientBuilder(KafkaClientSettings.Admin(options)).SetLogHandler((_, _) => { }).Build();
        return BrokerSettings.Read(admin, options).CanDescribe ? Read(admin, options, topics) : new Dictionary<string, int>();
    }

    /// <summary>
    /// The <c>max.message.bytes</c> of topics by name; those are missing that the brokers do not show. Blocks until they
    /// answer; for brokers that know requests for descriptions.
    /// </summary>
    public static IReadOnlyDictionary<string, int> Read(Handle client, KafkaOptions options, IReadOnlyList<string> topics)
    {
        using var admin = new DependentAdminClientBuilder(client).Build();
        return Read(admin, options, topics);
    }

    /// <summary>The largest batch that all of these topics take, bytes before compression.</summary>
    public static int BatchBytes(IEnumerable<int> limits)
    {
        var bytes = BatchBytesMax;
        foreach (var limit in limits)
        {
            bytes = Math.Min(bytes, Math.Max(limit - FrameBytes, limit / 2));
        }

        return Math.Max(1, bytes);
    }

    /// <summary>The next smaller batch to try where a topic's limit is not known; 1 sends each record on its own.</summary>
    public static int Smaller(int batchBytes) => batchBytes > FrameBytes ? batchBytes / 10 : 1;

    private static IReadOnlyDictionary<string, int> Read(
        IAdminClient admin, KafkaOptions options, IReadOnlyList<string> topics)
    {
        var resources = topics.Select(topic => new ConfigResource { Type = ResourceType.Topic, Name = topic });
        try
        {
            return LimitsOf(admin.DescribeConfigsAsync(
                resources, new DescribeConfigsOptions { RequestTimeout = BrokerSettings.Wait(options) })
                .GetAwaiter().GetResult().Select(result => (result.ConfigResource.Name, result.Entries)));
        }
        catch (DescribeConfigsException e)
        {
            return LimitsOf(e.Results.Where(result => !result.Error.IsError)
                .Select(result => (result.ConfigResource.Name, result.Entries)));
        }
        catch (KafkaException)
        {
            return new Dictionary<string, int>(); // Not permitted, or unknown to the broker.
        }
    }

    private static Dictionary<string, int> LimitsOf(
        IEnumerable<(string Topic, Dictionary<string, ConfigEntryResult> Entries)> topics)
    {
        var limits = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (topic, entries) in topics)
        {
            if (entries.TryGetValue(Setting, out var entry)
                && int.TryParse(entry.Value, CultureInfo.InvariantCulture, out var bytes))
            {
                limits[topic] = bytes;
            }
        }

        return limits;
    }
}
