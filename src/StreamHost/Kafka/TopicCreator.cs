using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using StreamReco.Stages;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka;

/// <summary>
/// Creates the four topics of a pipeline. A topic that is there is left as it is, and compared with what was asked for.
/// </summary>
public sealed class TopicCreator(KafkaOptions options, LimitOptions limits, ILogger<TopicCreator> logger, TimeProvider time)
{
    private const string CleanupPolicy = "cleanup.policy";
    private const string MessageBytesMax = "max.message.bytes";

    private readonly TimeSpan _timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);

    /// <summary>Creates what is missing.</summary>
    /// <returns>A report a topic: clicks, catalog, recommendations, rejected.</returns>
    /// <exception cref="KafkaSetupException">No broker answers, or one refuses; the message names the setting.</exception>
    public async Task<IReadOnlyList<TopicReport>> CreateAsync(TopicPlan plan, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Partitions, 1);
        var builder = new AdminClientBuilder(KafkaClientSettings.Admin(options));
        using var admin = new KafkaClientLog(logger, time).Attach(builder).Build();
        var existing = await ListAsync(admin, cancel);
        var wanted = Specify(plan);
        var created = await CreateMissingAsync(admin, [.. wanted.Where(topic => !existing.ContainsKey(topic.Name))]);
        if (created.Count < wanted.Count)
        {
            existing = await ListAsync(admin, cancel);
        }

        var reports = new List<TopicReport>();
        foreach (var topic in wanted)
        {
            reports.Add(created.Contains(topic.Name)
                ? new TopicReport(topic.Name, topic.NumPartitions, Created: true, [])
                : await CompareAsync(admin, topic, existing.GetValueOrDefault(topic.Name)));
        }

        return reports;
    }

    private List<TopicSpecification> Specify(TopicPlan plan)
    {
        var clicks = new Dictionary<string, string>(StringComparer.Ordinal);
        if (plan.ClicksRetention is { } retention)
        {
            clicks["retention.ms"] = ((long)retention.TotalMilliseconds).ToString();
        }

        return
        [
            Topic(options.Clicks, clicks),
            Topic(options.Catalog, new() { [CleanupPolicy] = "compact" }),
            Topic(options.Recommendations, []),
            Topic(options.Rejected, new() { [MessageBytesMax] = RejectedRecordSize.BytesMax(limits).ToString() }),
        ];

        TopicSpecification Topic(string name, Dictionary<string, string> configs) => new()
        {
            Name = name,
            NumPartitions = plan.Partitions,
            ReplicationFactor = plan.Replication,
            Configs = configs,
        };
    }

    /// <summary>Partitions of each topic by name. Asking for all topics creates none, whatever the broker's settings.</summary>
    private async Task<Dictionary<string, int>> ListAsync(IAdminClient admin, CancellationToken cancel)
    {
        var metadata = await KafkaReach.AskAsync(options, admin.GetMetadata, time, cancel);
        return metadata.Topics.ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count, StringComparer.Ordinal);
    }

    /// <returns>The names of the topics that this call created; another caller may have been faster.</returns>
    private async Task<HashSet<string>> CreateMissingAsync(IAdminClient admin, List<TopicSpecification> missing)
    {
        if (missing.Count == 0)
        {
            return [];
        }

        try
        {
            await admin.CreateTopicsAsync(missing, new CreateTopicsOptions { RequestTimeout = _timeout, OperationTimeout = _timeout });
            return [.. missing.Select(topic => topic.Name)];
        }
        catch (CreateTopicsException e)
        {
            var refused = e.Results.FirstOrDefault(
                result => result.Error.IsError && result.Error.Code != ErrorCode.TopicAlreadyExists);
            return refused is null
                ? [.. e.Results.Where(result => !result.Error.IsError).Select(result => result.Topic)]
                : throw new KafkaSetupException(
                    $"Topic '{refused.Topic}' was not created at {options.Bootstrap} (Kafka:Bootstrap): {refused.Error.Reason}", e);
        }
        catch (KafkaException e)
        {
            throw new KafkaSetupException(
                $"The broker at {options.Bootstrap} (Kafka:Bootstrap) does not create topics: {e.Error.Reason}", e);
        }
    }

    private async Task<TopicReport> CompareAsync(IAdminClient admin, TopicSpecification wanted, int partitions)
    {
        var warnings = new List<string>();
        if (partitions != wanted.NumPartitions)
        {
            warnings.Add($"Topic '{wanted.Name}' has {partitions} partitions, not {wanted.NumPartitions}; it is left as it is.");
        }

        var settings = await DescribeAsync(admin, wanted.Name);
        if (wanted.Name == options.Catalog
            && settings.GetValueOrDefault(CleanupPolicy) is { } policy && !policy.Contains("compact", StringComparison.Ordinal))
        {
            warnings.Add($"Topic '{wanted.Name}' has {CleanupPolicy}={policy}, not compact: items vanish as they age.");
        }

        if (wanted.Name == options.Rejected
            && settings.GetValueOrDefault(MessageBytesMax) is { } bytes && long.Parse(bytes) < RejectedRecordSize.BytesMax(limits))
        {
            warnings.Add(
                $"Topic '{wanted.Name}' has {MessageBytesMax}={bytes}; rejected records may take {RejectedRecordSize.BytesMax(limits)}.");
        }

        return new TopicReport(wanted.Name, partitions, Created: false, warnings);
    }

    /// <summary>The topic's settings; none when they may not be read, for the comparison is only advice.</summary>
    private async Task<Dictionary<string, string>> DescribeAsync(IAdminClient admin, string topic)
    {
        try
        {
            var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };
            var described = await admin.DescribeConfigsAsync([resource], new DescribeConfigsOptions { RequestTimeout = _timeout });
            return described[0].Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Value, StringComparer.Ordinal);
        }
        catch (KafkaException e)
        {
            logger.LogDebug("the settings of topic {Topic} cannot be read: {Reason}", topic, e.Error.Reason);
            return [];
        }
    }
}
