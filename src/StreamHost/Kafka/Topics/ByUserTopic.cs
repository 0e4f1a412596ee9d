using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Topics;

/// <summary>
/// The topic of the clicks by user: made with the partitions and the retention of the clicks topic, since recoveries and
/// replays read it in its place, and with the bounds of its timestamps, since it has to take the same records.
/// </summary>
internal sealed class ByUserTopic(KafkaOptions options, TimeProvider time)
{
    /// <summary>What a carried record may be larger than the one that came, bytes: two headers and a key.</summary>
    private const int MoreBytesMax = 16_384;

    private const string RecordBytes = "max.message.bytes";

    private static readonly string[] _copied =
    [
        "retention.ms", "message.timestamp.type", "message.timestamp.before.max.ms", "message.timestamp.after.max.ms",
    ];

    private readonly TimeSpan _timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);

    /// <returns>Its partitions.</returns>
    /// <exception cref="KafkaSetupException">No broker answers, there is no clicks topic, or the broker refuses.</exception>
    public async Task<int> EnsureAsync(CancellationToken cancel)
    {
        await TopicPresence.CheckAsync(options, [("Kafka:Clicks", options.Clicks)], time, cancel);
        using var admin =
            new AdminClientBuilder(KafkaClientSettings.Admin(options)).SetLogHandler((_, _) => { }).Build();
        var topics = (await StartupRetry.RunAsync(options, wait => admin.GetMetadata(wait), time, cancel)).Topics;
        if (topics.Find(topic => topic.Topic == options.ByUser) is { } there)
        {
            return there.Partitions.Count;
        }

        var partitions = topics.Single(topic => topic.Topic == options.Clicks).Partitions.Count;
        await CreateAsync(admin, partitions);
        return partitions;
    }

    private async Task CreateAsync(IAdminClient admin, int partitions)
    {
        try
        {
            var topic = new TopicSpecification
            {
                Name = options.ByUser,
                NumPartitions = partitions,
                ReplicationFactor = TopicPlan.BrokerDefault,
                Configs = await SettingsAsync(admin),
            };
            await admin.CreateTopicsAsync(
                [topic], new CreateTopicsOptions { RequestTimeout = _timeout, OperationTimeout = _timeout });
        }
        catch (CreateTopicsException e) when (e.Results.TrueForAll(r => r.Error.Code == ErrorCode.TopicAlreadyExists))
        {
            // Another node was faster.
        }
        catch (KafkaException e)
        {
            throw new KafkaSetupException(
                $"Topic '{options.ByUser}' (Kafka:ByUser) is not there and was not created at {options.Bootstrap} "
                + $"(Kafka:Bootstrap): {e.Error.Reason}", e);
        }
    }

    private async Task<Dictionary<string, string>> SettingsAsync(IAdminClient admin)
    {
        var clicks = new ConfigResource { Type = ResourceType.Topic, Name = options.Clicks };
        var described = await admin.DescribeConfigsAsync([clicks], new DescribeConfigsOptions { RequestTimeout = _timeout });
        var entries = described[0].Entries;
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in _copied)
        {
            if (entries.TryGetValue(name, out var entry))
            {
                settings[name] = entry.Value;
            }
        }

        if (entries.TryGetValue(RecordBytes, out var bytes))
        {
            var more = long.Parse(bytes.Value, CultureInfo.InvariantCulture) + MoreBytesMax;
            settings[RecordBytes] = more.ToString(CultureInfo.InvariantCulture);
        }

        return settings;
    }
}
