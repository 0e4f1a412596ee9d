namespace StreamReco.StreamHost.Metrics;

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
        "What became of the records: applied, duplicate, rejected, quarantined or passed_over; together all that were read.", "outcome");

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
        "streamreco.answer.latency", MetricKind.Histogram, "s",
        "From Kafka's timestamp of a click to the commit of its answer.")
    {
        Buckets = MetricBuckets.Latency,
    };

    public static readonly Metric CommitLatency = new(
        "streamreco.commit.latency", MetricKind.Histogram, "s", "A commit of a partition: from its begin to the broker's word.")
    {
        Buckets = MetricBuckets.Latency,
    };

    public static readonly Metric Lag = new(
        "streamreco.lag", MetricKind.Gauge, "{record}", "Records behind the end of the partition.", "partition");

    public static readonly Metric LinkFill = new(
        "streamreco.link.fill", MetricKind.Gauge, "1", "How full the link in front of a stage is, 0 to 1.", "before");

    public static readonly Metric Paused = new(
        "streamreco.partitions.paused", MetricKind.Gauge, "{partition}", "Partitions held back because their shard is full.");

    public static readonly Metric Partitions = new(
        "streamreco.partitions", MetricKind.Gauge, "{partition}", "Partitions that the node holds.");

    public static readonly Metric Entities = new(
        "streamreco.partition.entities", MetricKind.Gauge, "{partition}",
        "Partitions whose owner is at this node, by its state: opening, live, draining or backoff.", "state");

    public static readonly Metric HandOvers = new(
        "streamreco.handover.duration", MetricKind.Histogram, "s",
        "A partition moved to another node: from the begin of its drain (planned), or from the last word of a node that was "
        + "lost (lost), until it is live. The coordinator's node records it; the count is the number of hand-overs.", "cause")
    {
        Buckets = MetricBuckets.HandOver,
        Values = ["planned", "lost"],
    };

    public static readonly Metric Restarts = new(
        "streamreco.stream.restarts", MetricKind.Counter, "{restart}",
        "Streams of partitions that failed and are opened again from the committed offset, by the class of the cause: broker, "
        + "commit, database, superseded, schemas or abandoned.", "cause");

    public static readonly Metric Members = new(
        "streamreco.cluster.members", MetricKind.Gauge, "{member}",
        "Members of the cluster as this node sees them, by status: joining, weakly_up, up, leaving, exiting or down.", "status");

    public static readonly Metric Unreachable = new(
        "streamreco.cluster.unreachable", MetricKind.Gauge, "{member}", "Members that some member does not reach.");

    public static readonly Metric Users = new(
        "streamreco.users.resident", MetricKind.Gauge, "{user}", "Users in memory.", "partition");

    public static readonly Metric SnapshotAge = new(
        "streamreco.snapshot.age", MetricKind.Gauge, "s", "Time since a snapshot of the shard was stored.", "partition");

    public static readonly Metric InferenceCalls = new(
        "streamreco.inference.calls", MetricKind.Counter, "{call}", "Calls of the model: score or rank.", "stage");

    public static readonly Metric InferenceLatency = new(
        "streamreco.inference.latency", MetricKind.Histogram, "s", "A call of the model with one batch: score, rank or search.", "stage")
    {
        Buckets = MetricBuckets.Short,
        Values = ["score", "rank"],
    };

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

    public static readonly Metric RuleRecords = new(
        "streamreco.quality.rule.records", MetricKind.Counter, "{record}",
        "What quality rules judged since they came into force, by outcome: good or failed.", "rule", "source", "outcome");

    public static readonly Metric RuleAlerts = new(
        "streamreco.quality.alert", MetricKind.Gauge, "{partition}",
        "Partitions of the node in which a quality rule stands at a level: warn or fail.", "rule", "source", "level");

    public static readonly Metric ApiRequests = new(
        "streamreco.api.requests", MetricKind.Counter, "{request}",
        "API requests: answered, refused (429) or failed (from 500).", "outcome");

    public static readonly Metric ApiLatency = new(
        "streamreco.api.latency", MetricKind.Histogram, "s", "From the arrival of an API request to the end of its answer.")
    {
        Buckets = MetricBuckets.Latency,
    };

    public static readonly Metric QueryLatency = new(
        "streamreco.query.latency", MetricKind.Histogram, "s",
        "A question about a user to the owner of the user's partition: at this node (local) or at another one (remote).", "owner")
    {
        Buckets = MetricBuckets.Short,
        Values = ["local", "remote"],
    };

    public static readonly Metric Consent = new(
        "streamreco.consent.records", MetricKind.Counter, "{record}",
        "What consent made of records: untrained (no model learns from it), withheld (nothing is kept) or withdrawn (the user is forgotten).",
        "outcome");

    public static readonly Metric Bots = new(
        "streamreco.bots.verdicts", MetricKind.Counter, "{user}",
        "Times that a user was taken for a program (found), and that one was found to be none after all (cleared).", "change");

    public static readonly Metric Identities = new(
        "streamreco.identity.links", MetricKind.Counter, "{link}",
        "What became of links of anonymous ids: linked, merged (a history was taken in), unlinked, or refused.", "outcome");

    public static readonly Metric ForwardedClicks = new(
        "streamreco.identity.forwarded", MetricKind.Counter, "{click}",
        "Clicks of linked ids that were forwarded to the user's partition, where they count.");

    public static readonly Metric Audit = new(
        "streamreco.audit.records", MetricKind.Counter, "{record}",
        "Records of the audit trail since the process began, by outcome: written or lost.", "outcome");

    public static readonly Metric Memory = new(
        "process.memory.usage", MetricKind.Gauge, "By", "Working set of the process.");

    public static readonly Metric Cpu = new(
        "process.cpu.time", MetricKind.Counter, "s", "CPU time of the process.");

    /// <summary>In the order of the page.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        Up, Uptime, Members, Unreachable, Entities, HandOvers, Restarts, Records, Rejected, LeftOut, CatalogFaults, Stages,
        Answers, Commits, Latency, CommitLatency, Lag, LinkFill, Paused, Partitions, Users, SnapshotAge, InferenceCalls,
        InferenceUsers, InferenceLatency, QualityClicks, QualityHits, QualityRanks, RuleRecords, RuleAlerts, ApiRequests, ApiLatency, QueryLatency,
        Consent, Bots, Identities, ForwardedClicks, Audit, Memory, Cpu,
    ];
}
