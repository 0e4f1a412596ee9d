using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Topics;

/// <summary>Says that a topic is missing, with the command that makes it under the name that was looked for.</summary>
internal static class TopicHint
{
    /// <summary>The options of <c>topics create</c> that name a topic, by setting.</summary>
    private static readonly Dictionary<string, string> _options = new(StringComparer.Ordinal)
    {
        ["Kafka:Clicks"] = "--clicks",
        ["Kafka:Catalog"] = "--catalog",
        ["Kafka:Recommendations"] = "--recommendations",
        ["Kafka:Rejected"] = "--rejected",
        ["Kafka:Verdicts"] = "--verdicts",
        ["Kafka:Alerts"] = "--alerts",
    };

    /// <summary>The sentence for a topic that is not there.</summary>
    /// <param name="key">The setting that names the topic.</param>
    /// <param name="topic">Its name.</param>
    /// <param name="options">Where it is missing.</param>
    public static string Missing(string key, string topic, KafkaOptions options) =>
        $"Topic '{topic}' ({key}) is not there on {options.Bootstrap} (Kafka:Bootstrap). Create it with: {For(key, topic, options)}";

    /// <param name="key">The setting that names the topic.</param>
    /// <param name="topic">Its name.</param>
    /// <param name="options">Where it is missing.</param>
    public static string For(string key, string topic, KafkaOptions options) =>
        $"streamreco topics create --bootstrap {options.Bootstrap}"
        + (_options.TryGetValue(key, out var option) && topic != NameOf(key, new KafkaOptions()) ? $" {option} {topic}" : "");

    private static string NameOf(string key, KafkaOptions options) => key switch
    {
        "Kafka:Clicks" => options.Clicks,
        "Kafka:Catalog" => options.Catalog,
        "Kafka:Recommendations" => options.Recommendations,
        "Kafka:Verdicts" => options.Verdicts,
        "Kafka:Alerts" => options.Alerts,
        _ => options.Rejected,
    };
}
