namespace StreamReco.StreamHost.Http.Metrics;

/// <summary>Kinds of instruments, in OpenTelemetry's words.</summary>
internal enum MetricKind
{
    /// <summary>Only rises: an observable counter.</summary>
    Counter,

    /// <summary>Goes up and down: an observable gauge.</summary>
    Gauge,
}

/// <summary>A metric that the node publishes.</summary>
/// <param name="Name">OpenTelemetry's name, with dots.</param>
/// <param name="Kind">Counter or gauge.</param>
/// <param name="Unit">UCUM, as OpenTelemetry has it: <c>s</c>, <c>By</c>, <c>{record}</c>.</param>
/// <param name="Help">What it counts.</param>
/// <param name="Labels">Names of its attributes.</param>
internal sealed record Metric(string Name, MetricKind Kind, string Unit, string Help, params string[] Labels);

/// <summary>Every metric by name, unit and attributes. OPERATIONS.md lists the same; a test holds both to it.</summary>
internal static class MetricCatalogue
{
    /// <summary>Name of the meter.</summary>
    public const string Source = "StreamReco";

    public static readonly Metric Up = new(
        "streamreco.node.ready", MetricKind.Gauge, "1", "1 when /health/ready says ready, else 0.");

    public static readonly Metric Uptime = new(
        "streamreco.node.uptime", MetricKind.Gauge, "s", "Time since the start.");

    public static readonly Metric Records = new(
        "streamreco.records", MetricKind.Counter, "{record}",
        "What became of the records: applied, duplicate, rejected or passed_over; together all that were read.", "outcome");

    public static readonly Metric Rejected = new(
        "streamreco.records.rejected", MetricKind.Counter, "{record}", "Rejected records by reason.", "reason");

    public static readonly Metric LeftOut = new(
        "streamreco.fields.omitted", MetricKind.Counter, "{field}",
        "Fields left out of events that count without them, since the process began.", "field", "reason");
    public static readonly Metric CatalogFaults = new(
        "streamreco.catalog.faults", MetricKind.Counter, "{fault}",
        "Fields of catalog records that were left out, and records of which no item could be read (field record).",
        "field", "reason");

    public static readonly Metric Stages = new(
        "streamreco.stage.events", MetricKind.Counter, "{event}", "Events that a stage took in.", "stage");

    public static readonly Metric Answers = new(
        "streamreco.answers", MetricKind.Counter, "{answer}", "Clicks answered.");

    public static readonly Metric Commits = new(
        "streamreco.commits", MetricKind.Counter, "{commit}", "Commits of this run.", "partition");

    public static readonly Metric Latency = new(
        "streamreco.answer.latency", MetricKind.Gauge, "s",
        "From Kafka's timestamp of a click to the commit of its answer, over the last second.", "quantile");

    public static readonly Metric Lag = new(
        "streamreco.lag", MetricKind.Gauge, "{record}", "Records behind the end of the partition.", "partition");

    public static readonly Metric LinkFill = new(
        "streamreco.link.fill", MetricKind.Gauge, "1", "How full the link in front of a stage is, 0 to 1.", "before");

    public static readonly Metric Paused = new(
        "streamreco.partitions.paused", MetricKind.Gauge, "{partition}", "Partitions held back because their shard is full.");

    public static readonly Metric Partitions = new(
        "streamreco.partitions", MetricKind.Gauge, "{partition}", "Partitions that the node holds.");

    public static readonly Metric Users = new(
        "streamreco.users.resident", MetricKind.Gauge, "{user}", "Users in memory.", "partition");

    public static readonly Metric SnapshotAge = new(
        "streamreco.snapshot.age", MetricKind.Gauge, "s", "Time since a snapshot of the shard was stored.", "partition");

    public static readonly Metric InferenceCalls = new(
        "streamreco.inference.calls", MetricKind.Counter, "{call}", "Calls of the model: score or rank.", "stage");

    public static readonly Metric InferenceUsers = new(
        "streamreco.inference.users", MetricKind.Counter, "{user}", "Users scored, ranked.", "stage");

    public static readonly Metric QualityClicks = new(
        "streamreco.quality.clicks", MetricKind.Counter, "{click}",
        "Clicks judged by the user's last answer, by the version of the model that gave it; since the process began.",
        "version");

    public static readonly Metric QualityHits = new(
        "streamreco.quality.hits", MetricKind.Counter, "{click}",
        "Of them, those in the answer (model) and in the most popular items (popular): HR is hits by clicks.",
        "version", "answer");

    public static readonly Metric QualityRanks = new(
        "streamreco.quality.ranks", MetricKind.Counter, "1",
        "Sum of 1 / rank over the hits: MRR is ranks by clicks.", "version", "answer");

    public static readonly Metric ApiRequests = new(
        "streamreco.api.requests", MetricKind.Counter, "{request}",
        "API requests: answered, refused (429) or failed (from 500).", "outcome");

    public static readonly Metric ApiLatency = new(
        "streamreco.api.latency", MetricKind.Gauge, "s", "Time of an API request, since the start.", "quantile");

    public static readonly Metric Memory = new(
        "process.memory.usage", MetricKind.Gauge, "By", "Working set of the process.");

    public static readonly Metric Cpu = new(
        "process.cpu.time", MetricKind.Counter, "s", "CPU time of the process.");

    /// <summary>In the order of the page.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        Up, Uptime, Records, Rejected, LeftOut, CatalogFaults, Stages, Answers, Commits, Latency, Lag, LinkFill, Paused,
        Partitions, Users, SnapshotAge, InferenceCalls, InferenceUsers, QualityClicks, QualityHits, QualityRanks, ApiRequests,
        ApiLatency, Memory, Cpu,
    ];
}
