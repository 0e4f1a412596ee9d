using System.Text.RegularExpressions;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Settings;

/// <summary>Checks <see cref="KafkaOptions"/>; each message names key and value.</summary>
internal static partial class KafkaOptionsValidator
{
    public static IReadOnlyList<string> Validate(KafkaOptions options)
    {
        var faults = new List<string>();
        CheckBootstrap(faults, options.Bootstrap);
        if (string.IsNullOrWhiteSpace(options.Group))
        {
            faults.Add("Kafka:Group is empty; it must name a consumer group.");
        }

        CheckTopics(faults, options);
        if (options.Delivery is not (KafkaOptions.ExactlyOnce or KafkaOptions.AtLeastOnce))
        {
            faults.Add(
                $"Kafka:Delivery is '{options.Delivery}'; it must be {KafkaOptions.ExactlyOnce} or "
                    + $"{KafkaOptions.AtLeastOnce}.");
        }

        if (options.OnRecreatedTopic is not (KafkaOptions.StopOnRecreated or KafkaOptions.BeginOnRecreated))
        {
            faults.Add(
                $"Kafka:OnRecreatedTopic is '{options.OnRecreatedTopic}'; it must be {KafkaOptions.StopOnRecreated} or "
                    + $"{KafkaOptions.BeginOnRecreated}.");
        }

        // Within the week for which brokers remember by default, and no load for them.
        Between(faults, "Kafka:OffsetRefreshMs", options.OffsetRefreshMs, 1_000, 172_800_000);

        // The upper ends are what brokers allow by default.
        Between(faults, "Kafka:TransactionTimeoutMs", options.TransactionTimeoutMs, 1_000, 900_000);
        Between(faults, "Kafka:RequestTimeoutMs", options.RequestTimeoutMs, 100, 900_000);
        faults.AddRange(ClientPassThrough.Faults(options.Client));
        return faults;
    }

    private static void CheckBootstrap(List<string> faults, string bootstrap)
    {
        var brokers = bootstrap.Split(',', StringSplitOptions.TrimEntries);
        if (!brokers.All(IsBroker))
        {
            faults.Add($"Kafka:Bootstrap is '{bootstrap}'; it must be HOST:PORT, or several with commas between.");
        }
    }

    private static bool IsBroker(string text)
    {
        var match = Broker().Match(text);
        return match.Success && int.TryParse(match.Groups["port"].Value, out var port) && port is > 0 and <= 65_535;
    }

    private static void CheckTopics(List<string> faults, KafkaOptions options)
    {
        (string Key, string Topic)[] topics =
        [
            ("Kafka:Clicks", options.Clicks),
            ("Kafka:Catalog", options.Catalog),
            ("Kafka:Recommendations", options.Recommendations),
            ("Kafka:Rejected", options.Rejected),
            ("Kafka:ByUser", options.ByUser),
            ("Kafka:Erasures", options.Erasures),
            .. options.WritesVerdicts ? [("Kafka:Verdicts", options.Verdicts)] : Array.Empty<(string, string)>(),
            .. options.WritesAlerts ? [("Kafka:Alerts", options.Alerts)] : Array.Empty<(string, string)>(),
        ];
        faults.AddRange(
            from topic in topics
            where !Topic().IsMatch(topic.Topic) || topic.Topic is "." or ".."
            select $"{topic.Key} is '{topic.Topic}'; a topic has 1 to 249 letters, digits, dots, dashes and "
                + "underscores.");
        faults.AddRange(
            from same in topics.GroupBy(topic => topic.Topic, StringComparer.Ordinal)
            where same.Count() > 1 && same.Key.Length > 0
            let keys = string.Join(" and ", same.Select(topic => topic.Key))
            select $"{keys} are both '{same.Key}'; each needs a topic of its own.");

        // Both would write under the same transactional ids and fence each other.
        if (options.Repartition && options.ByUser == $"by-user-{options.Clicks}")
        {
            faults.Add(
                $"Kafka:ByUser is '{options.ByUser}'; of this name the ids of the transactions that write it and of those that read it are "
                    + $"the same. Name it otherwise, for instance {options.Clicks}.by-user.");
        }
    }

    private static void Between(List<string> faults, string key, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            faults.Add($"{key} is {value}; it must lie between {least} and {most}.");
        }
    }

    [GeneratedRegex(@"^([A-Za-z_]+://)?(\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9._-]+):(?<port>\d{1,5})$")]
    private static partial Regex Broker();

    [GeneratedRegex("^[A-Za-z0-9._-]{1,249}$")]
    private static partial Regex Topic();
}
