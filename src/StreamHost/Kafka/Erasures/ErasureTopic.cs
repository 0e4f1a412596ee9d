using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Erasures;

/// <summary>
/// The topic of erasures: one partition, compacted, so that it outlives the clicks. It is where an erasure can be found
/// before the log is read that far.
/// </summary>
internal sealed class ErasureTopic(KafkaOptions options, TimeProvider time)
{
    private const string Key = "Kafka:Erasures";

    /// <summary>Makes the topic if it is missing.</summary>
    /// <param name="cancel">Ends the wait for a broker.</param>
    /// <returns>The partitions of the clicks topic.</returns>
    /// <exception cref="KafkaSetupException">No broker answers, there is no clicks topic, or the broker refuses.</exception>
    public async Task<int> EnsureAsync(CancellationToken cancel)
    {
        await TopicPresence.CheckAsync(options, [("Kafka:Clicks", options.Clicks)], time, cancel);
        using var admin =
            new AdminClientBuilder(KafkaClientSettings.Admin(options)).SetLogHandler((_, _) => { }).Build();
        var metadata = await StartupRetry.RunAsync(options, wait => admin.GetMetadata(wait), time, cancel);
        if (!metadata.Topics.Exists(topic => topic.Topic == options.Erasures))
        {
            await CreateAsync(admin);
        }

        return metadata.Topics.Single(topic => topic.Topic == options.Clicks).Partitions.Count;
    }

    /// <summary>The newest entry of each user, by the time of the request; none where there is no topic.</summary>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="KafkaSetupException">No broker answers.</exception>
    public async Task<IReadOnlyList<ErasureEntry>> ReadAsync(CancellationToken cancel)
    {
        using var admin =
            new AdminClientBuilder(KafkaClientSettings.Admin(options)).SetLogHandler((_, _) => { }).Build();
        var metadata = await StartupRetry.RunAsync(options, wait => admin.GetMetadata(wait), time, cancel);
        if (!metadata.Topics.Exists(topic => topic.Topic == options.Erasures))
        {
            return [];
        }

        var entries = new Dictionary<string, ErasureEntry>(StringComparer.Ordinal);
        await Task.Run(() => TopicSpanReader.Read(options, (Key, options.Erasures), from: null, to: null, (_, record) =>
        {
            if (record.Value is { } value)
            {
                var entry = Parse(value, record.Offset);
                entries[entry.Key] = entry;
            }
        }, cancel), cancel);
        return [.. entries.Values.OrderBy(entry => entry.RequestedAt)];
    }

    private ErasureEntry Parse(byte[] value, long offset)
    {
        try
        {
            return JsonSerializer.Deserialize(value, ErasureJson.Default.ErasureEntry)!;
        }
        catch (JsonException e)
        {
            throw new KafkaSetupException(
                $"The record at offset {offset} of topic '{options.Erasures}' ({Key}) is no erasure: {e.Message}", e);
        }
    }

    private async Task CreateAsync(IAdminClient admin)
    {
        try
        {
            var timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);
            await admin.CreateTopicsAsync(
                [
                    new TopicSpecification
                    {
                        Name = options.Erasures,
                        NumPartitions = 1,
                        ReplicationFactor = TopicPlan.BrokerDefault,
                        Configs = new() { ["cleanup.policy"] = "compact" },
                    },
                ],
                new CreateTopicsOptions { RequestTimeout = timeout, OperationTimeout = timeout });
        }
        catch (CreateTopicsException e) when (e.Results.TrueForAll(r => r.Error.Code == ErrorCode.TopicAlreadyExists))
        {
            // Another call was faster.
        }
        catch (KafkaException e)
        {
            throw new KafkaSetupException(
                $"Topic '{options.Erasures}' ({Key}) is not there and was not created at {options.Bootstrap} "
                + $"(Kafka:Bootstrap): {e.Error.Reason}", e);
        }
    }
}
