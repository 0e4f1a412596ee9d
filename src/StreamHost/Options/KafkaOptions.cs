namespace StreamReco.StreamHost.Options;

/// <summary>How Kafka is reached and which topics are used.</summary>
public sealed class KafkaOptions
{
    /// <summary><c>host:port,…</c> of some brokers.</summary>
    public string Bootstrap { get; set; } = "127.0.0.1:9092";

    /// <summary>
    /// The group: offsets are committed under its name, state is kept under it, and its nodes form a cluster of that name. No
    /// node is a member of it at the brokers.
    /// </summary>
    public string Group { get; set; } = "streamreco";

    public string Clicks { get; set; } = "clicks";

    public string Catalog { get; set; } = "catalog";

    public string Recommendations { get; set; } = "recommendations";

    public string Rejected { get; set; } = "clicks.rejected";

    /// <summary>
    /// Whether the clicks are not keyed by user: the nodes then carry them into <see cref="ByUser"/>, once each, and fold
    /// that topic.
    /// </summary>
    public bool Repartition { get; set; }

    /// <summary>The clicks by user, where <see cref="Repartition"/> is on. Made if it is missing.</summary>
    public string ByUser { get; set; } = "clicks.by-user";

    /// <summary>The topic that is folded, whose partitions are the shards: the clicks, or those by user.</summary>
    public string FoldedTopic() => Repartition ? ByUser : Clicks;

    /// <summary>Who was erased, as keyed hashes; compacted, kept for good. Made by the first erasure.</summary>
    public string Erasures { get; set; } = "clicks.erasures";

    /// <summary>
    /// What became of each click, for the lake (<c>clicks.verdicts</c> by custom); empty writes nothing. It needs as many
    /// partitions as the topic that is folded.
    /// </summary>
    public string Verdicts { get; set; } = "";

    /// <summary>
    /// Alerts of quality rules, by rule, source and partition (<c>quality.alerts</c> by custom; compacted); empty writes none.
    /// </summary>
    public string Alerts { get; set; } = "";

    /// <summary><c>exactly-once</c> or <c>at-least-once</c>.</summary>
    public string Delivery { get; set; } = ExactlyOnce;

    /// <summary>How long the broker keeps a transaction of a dead producer open, ms. Readers wait behind it that long at worst.</summary>
    public int TransactionTimeoutMs { get; set; } = 30_000;

    /// <summary>Longest wait for a broker's answer at start-up and in a commit, ms.</summary>
    public int RequestTimeoutMs { get; set; } = 30_000;

    /// <summary>
    /// What a node does when the clicks topic was deleted and made again: <c>stop</c>, or <c>begin</c>: forget the state and
    /// read the new topic from its beginning.
    /// </summary>
    public string OnRecreatedTopic { get; set; } = StopOnRecreated;

    /// <summary>
    /// Silence of a partition after which its offset is committed again, ms: brokers forget it after
    /// <c>offsets.retention.minutes</c>. Less where the brokers show a shorter retention.
    /// </summary>
    public int OffsetRefreshMs { get; set; } = 3_600_000;

    /// <summary>Further librdkafka settings, for instance <c>security.protocol</c>; passed through as they are.</summary>
    public Dictionary<string, string> Client { get; set; } = [];

    /// <summary>These settings, to be changed.</summary>
    public KafkaOptions Copy() => (KafkaOptions)MemberwiseClone();

    internal bool WritesVerdicts => Verdicts.Length > 0;

    internal bool WritesAlerts => Alerts.Length > 0;

    internal bool BeginsAnew => string.Equals(OnRecreatedTopic, BeginOnRecreated, StringComparison.Ordinal);

    public const string StopOnRecreated = "stop";

    public const string BeginOnRecreated = "begin";

    public const string ExactlyOnce = "exactly-once";

    public const string AtLeastOnce = "at-least-once";
}
