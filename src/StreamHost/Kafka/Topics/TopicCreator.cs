using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using StreamReco.Stages;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Topics;

/// <summary>
/// Creates the topics of a pipeline. A topic that is there is left as it is, and compared with what was asked for.
/// </summary>
public sealed class TopicCreator(
    KafkaOptions options, LimitOptions limits, ILogger<TopicCreator> logger, TimeProvider time)
{
    private const string CleanupPolicy = "cleanup.policy";
    private const string MessageBytesMax = "max.message.bytes";

    /// <summary>Longest wait for the settings of topics that are there: a comparison is not worth more.</summary>
    private static readonly TimeSpan _describeWait = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);

    /// <summary>Creates what is missing.</summary>
    /// <returns>A report a topic: clicks, catalog, recommendations, rejected; verdicts where they are written.</returns>
    /// <exception cref="KafkaSetupException">
    /// No broker answers, or one refuses; the message names the setting.
    /// </exception>
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

        string[] described = [options.Catalog, options.Rejected];
        string[] compared = [.. described.Where(existing.ContainsKey).Except(created)];
        var settings = await DescribeAsync(admin, compared);
        return
        [
            .. wanted.Select(topic => created.Contains(topic.Name)
                ? new TopicReport(topic.Name, topic.NumPartitions, Created: true, [])
                : Compare(topic, existing.GetValueOrDefault(topic.Name), settings)),
        ];
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
            .. options.WritesVerdicts ? [Topic(options.Verdicts, [])] : Array.Empty<TopicSpecification>(),
            .. options.WritesAlerts ? [Topic(options.Alerts, new() { [CleanupPolicy] = "compact" })] : Array.Empty<TopicSpecification>(),
        ];

        TopicSpecification Topic(string name, Dictionary<string, string> configs) => new()
        {
            Name = name,
            NumPartitions = plan.Partitions,
            ReplicationFactor = plan.Replication,
            Configs = configs,
        };
    }

    /// <summary>
    /// Partitions of each topic by name. Asking for all topics creates none, whatever the broker's settings.
    /// </summary>
    private async Task<Dictionary<string, int>> ListAsync(IAdminClient admin, CancellationToken cancel)
    {
        var metadata = await StartupRetry.RunAsync(options, admin.GetMetadata, time, cancel);
        return metadata.Topics.ToDictionary(
            topic => topic.Topic, topic => topic.Partitions.Count, StringComparer.Ordinal);
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
            await admin.CreateTopicsAsync(
                missing, new CreateTopicsOptions { RequestTimeout = _timeout, OperationTimeout = _timeout });
            return [.. missing.Select(topic => topic.Name)];
        }
        catch (CreateTopicsException e)
        {
            var refused = e.Results.FirstOrDefault(
                result => result.Error.IsError && result.Error.Code != ErrorCode.TopicAlreadyExists);
            return refused is null
                ? [.. e.Results.Where(result => !result.Error.IsError).Select(result => result.Topic)]
                : throw new KafkaSetupException(
                    $"Topic '{refused.Topic}' was not created at {options.Bootstrap} (Kafka:Bootstrap): "
                    + refused.Error.Reason
                    + (refused.Error.Code == ErrorCode.InvalidReplicationFactor ? $" --replication is {missing[0].ReplicationFactor}." : ""), e);
        }
        catch (KafkaException e)
        {
            throw new KafkaSetupException(
                $"The broker at {options.Bootstrap} (Kafka:Bootstrap) does not create topics: {e.Error.Reason}", e);
        }
    }

    private TopicReport Compare(
        TopicSpecification wanted, int partitions, Dictionary<(string Topic, string Setting), string> settings)
    {
        var warnings = new List<string>();
        if (partitions != wanted.NumPartitions)
        {
            warnings.Add(
                $"Topic '{wanted.Name}' has {partitions} partitions, not {wanted.NumPartitions}; it is left as it is.");
        }

        if (wanted.Name == options.Catalog && settings.TryGetValue((wanted.Name, CleanupPolicy), out var policy)
            && !policy.Contains("compact", StringComparison.Ordinal))
        {
            warnings.Add($"Topic '{wanted.Name}' has {CleanupPolicy}={policy}, not compact: items vanish as they age.");
        }

        if (wanted.Name == options.Rejected && settings.TryGetValue((wanted.Name, MessageBytesMax), out var bytes)
            && long.Parse(bytes) < RejectedRecordSize.BytesMax(limits))
        {
            warnings.Add(
                $"Topic '{wanted.Name}' has {MessageBytesMax}={bytes}; "
                + $"rejected records may take {RejectedRecordSize.BytesMax(limits)}.");
        }

        return new TopicReport(wanted.Name, partitions, Created: false, warnings);
    }

    /// <summary>The topics' settings; none when they cannot be read, for the comparison is only advice.</summary>
    private async Task<Dictionary<(string Topic, string Setting), string>> DescribeAsync(
        IAdminClient admin, string[] topics)
    {
        if (topics.Length == 0)
        {
            return [];
        }

        try
        {
            var resources = topics.Select(topic => new ConfigResource { Type = ResourceType.Topic, Name = topic });
            var wait = _timeout < _describeWait ? _timeout : _describeWait;
            var described = await admin.DescribeConfigsAsync(
                resources, new DescribeConfigsOptions { RequestTimeout = wait });
            return described
                .SelectMany(result => result.Entries.Values, (result, entry) => (result.ConfigResource.Name, entry))
                .ToDictionary(pair => (pair.Name, pair.entry.Name), pair => pair.entry.Value);
        }
        catch (KafkaException e)
        {
            logger.LogDebug(
                "the settings of {Topics} cannot be read: {Reason}", string.Join(", ", topics), e.Error.Reason);
            return [];
        }
    }
}
