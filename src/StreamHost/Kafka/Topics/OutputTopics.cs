using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamReco.Stages;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Topics;

/// <summary>
/// The topics that a replay writes: made where they are missing, with as many partitions as the clicks have, so that a
/// user's answers keep their order and stand in the partition of the same number.
/// </summary>
internal sealed class OutputTopics(KafkaOptions options, LimitOptions limits, TimeProvider time)
{
    /// <param name="output">Topic of the answers.</param>
    /// <param name="rejected">Topic of the rejected records, or null.</param>
    /// <param name="cancel">Ends the wait for a broker.</param>
    /// <returns>The names of those that were made.</returns>
    /// <exception cref="KafkaSetupException">
    /// No broker answers, there is no clicks topic, or the broker refuses to make one.
    /// </exception>
    public async Task<IReadOnlyList<string>> EnsureAsync(string output, string? rejected, CancellationToken cancel)
    {
        await TopicPresence.CheckAsync(options, [("Kafka:Clicks", options.Clicks)], time, cancel);
        using var admin =
            new AdminClientBuilder(KafkaClientSettings.Admin(options)).SetLogHandler((_, _) => { }).Build();
        var metadata = await StartupRetry.RunAsync(options, wait => admin.GetMetadata(wait), time, cancel);
        var partitions = metadata.Topics.Single(topic => topic.Topic == options.Clicks).Partitions.Count;
        var there = metadata.Topics.Select(topic => topic.Topic).ToHashSet(StringComparer.Ordinal);
        List<TopicSpecification> wanted = [Topic(output, partitions, [])];
        if (rejected is not null)
        {
            var bytes = RejectedRecordSize.BytesMax(limits).ToString();
            wanted.Add(Topic(rejected, partitions, new() { ["max.message.bytes"] = bytes }));
        }

        TopicSpecification[] missing = [.. wanted.Where(topic => !there.Contains(topic.Name))];
        await CreateAsync(admin, missing);
        return [.. missing.Select(topic => topic.Name)];
    }

    private async Task CreateAsync(IAdminClient admin, TopicSpecification[] missing)
    {
        if (missing.Length == 0)
        {
            return;
        }

        try
        {
            var timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);
            await admin.CreateTopicsAsync(
                missing, new CreateTopicsOptions { RequestTimeout = timeout, OperationTimeout = timeout });
        }
        catch (KafkaException e)
        {
            var names = string.Join("', '", missing.Select(topic => topic.Name));
            throw new KafkaSetupException(
                $"Topic '{names}' is not there and was not created at {options.Bootstrap} (Kafka:Bootstrap): "
                + e.Error.Reason, e);
        }
    }

    private static TopicSpecification Topic(string name, int partitions, Dictionary<string, string> configs) => new()
    {
        Name = name,
        NumPartitions = partitions,
        ReplicationFactor = TopicPlan.BrokerDefault,
        Configs = configs,
    };
}
