using StreamReco.Models.Data;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Models.Framing;
using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Users;
using StreamReco.Stages.Privacy;

namespace StreamReco.Stages;

/// <summary>
/// Every limit and rule of the path, with its reason. Validated at start by <see cref="PipelineOptionsValidator"/>.
/// </summary>
public sealed class PipelineOptions
{
    private IRecordSchemas? _schemas;

    public LimitOptions Limits { get; set; } = new();

    public ValidationOptions Validation { get; set; } = new();

    public PrivacyOptions Privacy { get; set; } = new();

    public WindowOptions Window { get; set; } = new();

    public UserStateOptions UserState { get; set; } = new();

    public TriggerOptions Trigger { get; set; } = new();

    public ScoreOptions Score { get; set; } = new();

    public RerankOptions Rerank { get; set; } = new();

    public SnapshotOptions Snapshot { get; set; } = new();

    public ProductSearchOptions Search { get; set; } = new();

    /// <summary>The bounds of one event, what its positions count from, and the schemas of framed records.</summary>
    public EventLimits EventLimits() =>
        Limits.OfEvent() with { Positions = PositionBases.Parse(Search.PositionBase), Schemas = _schemas };

    /// <summary>Reads records in Schema Registry's framing by these schemas; null reads none.</summary>
    public void UseSchemas(IRecordSchemas? schemas) => _schemas = schemas;

    /// <summary>How click files of events are read: by the limits and rules of the stream.</summary>
    public EventReading FileReading() => new()
    {
        Limits = EventLimits(),
        Rules = Validation.Rules(),
        PassedOver = new PassedOverEvents(Validation.PassOver),
        DedupeEventsMax = UserState.DedupeEventsMax,
    };
}

/// <summary>Bounds of queues, batches and memory.</summary>
public sealed class LimitOptions
{
    /// <summary>Largest event, bytes. A click is below 1 KiB; a purchase of 100 lines below 64.</summary>
    public int EventBytesMax { get; set; } = 64 * 1024;

    /// <summary>Items that one event may name. GA4 itself allows 200.</summary>
    public int ItemsPerEventMax { get; set; } = 200;

    /// <summary>Characters of an id (event, user, session, item). Longer ones are errors or attacks.</summary>
    public int IdCharsMax { get; set; } = 256;

    /// <summary>Records in a micro-batch: large enough to amortise a node's turn, small enough for a few ms of work.</summary>
    public int BatchRecordsMax { get; set; } = 500;

    /// <summary>Micro-batches that wait in front of a shard before its partition is paused at the consumer.</summary>
    public int InboxBatchesMax { get; set; } = 4;

    /// <summary>Micro-batches of one shard between the fold and the commit: hides inference and commit latency.</summary>
    public int InFlightBatchesMax { get; set; } = 8;

    /// <summary>
    /// Micro-batches of one shard whose candidates wait for the ranker; some 30 KB an answer, so few: beyond one that is
    /// ranked and one that is next, only memory grows.
    /// </summary>
    public int RankBatchesMax { get; set; } = 2;

    /// <summary>Records that one commit may carry; bounds the transaction and what an abort repeats.</summary>
    public int CommitRecordsMax { get; set; } = 10_000;

    /// <summary>
    /// Shortest time between the beginnings of two commits while work keeps coming, ms: a commit costs some milliseconds of CPU
    /// whatever it carries. After a quiet moment a commit begins at once; behind one that took longer than this the next one waits for one and a
    /// half times its time, at most 50 ms, and a partition that is far behind for up to half a second.
    /// </summary>
    public int CommitLingerMs { get; set; } = 5;

    /// <summary>
    /// Users of one shard held in memory (some 700 bytes each, packed); colder ones wait in the store for their next click.
    /// </summary>
    public int ResidentUsersMax { get; set; } = 200_000;

    /// <summary>
    /// Users of them that are unpacked at a time, some 4 KiB each at D = 32: those who click now. A click of another one costs
    /// some microseconds more.
    /// </summary>
    public int UnpackedUsersMax { get; set; } = 4_096;

    /// <summary>Users of a shard whose last answer is remembered to judge it by their next click, about 200 bytes each; 0 judges none.</summary>
    public int QualityUsersMax { get; set; } = 10_000;

    /// <summary>Idle time after which a tick releases the clicks that the throttle holds back in a partition, ms.</summary>
    public int IdleTickMs { get; set; } = 1_000;

    /// <summary>Bytes of payload in one rejected record; a larger payload is split, because a broker refuses records above 1 MiB.</summary>
    public int RejectedPayloadBytesMax { get; set; } = 512 * 1024;

    /// <summary>The bounds of one event, as its reader takes them.</summary>
    public EventLimits OfEvent() => new(EventBytesMax, ItemsPerEventMax, IdCharsMax);
}

/// <summary>What a valid event is.</summary>
public sealed class ValidationOptions
{
    /// <summary>How far an event's time may lie after its reception, ms: clocks of phones are minutes off.</summary>
    public long FutureSkewMs { get; set; } = 5 * 60_000L;

    /// <summary>Events before this moment are errors (seconds sent as milliseconds land in 1970); staleness is the watermark's matter.</summary>
    public DateTimeOffset EarliestEventTime { get; set; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Types of events that are passed over and not rejected, commas between, besides those that GA4, Segment and Snowplow are
    /// known to send: a shop's own events that are no clicks.
    /// </summary>
    public string PassOver { get; set; } = "";

    /// <summary>The rules of a valid event.</summary>
    public EventRules Rules() => new() { FutureSkewMs = FutureSkewMs, EarliestEventTime = EarliestEventTime };
}

/// <summary>Event-time windows.</summary>
public sealed class WindowOptions
{
    /// <summary>The watermark follows the latest event time of the partition at this distance, ms.</summary>
    public long OutOfOrdernessMs { get; set; } = 10_000;

    /// <summary>Events behind the watermark by more than this are rejected, ms. Half an hour covers a phone in a tunnel.</summary>
    public long AllowedLatenessMs { get; set; } = 30 * 60_000L;

    /// <summary>Length of the tumbling windows of trending, ms.</summary>
    public long TrendingWindowMs { get; set; } = 60 * 60_000L;

    /// <summary>Distinct items counted in one trending window of a shard.</summary>
    public int TrendingItemsMax { get; set; } = 20_000;

    /// <summary>Items of a closed window that are kept as trending; 0 turns trending off.</summary>
    public int TrendingTop { get; set; } = 50;

    /// <summary>
    /// Countries of a shard whose trending items are counted by themselves, each with the bounds of the whole: a shop sells to
    /// some dozens. 0 counts none.
    /// </summary>
    public int CountriesMax { get; set; } = 32;
}

/// <summary>When a click is answered.</summary>
public sealed class TriggerOptions
{
    /// <summary>Shortest event time between two answers for a user, ms; 0 answers every applied event.</summary>
    public long EmitIntervalMs { get; set; }
}

/// <summary>The inference batcher.</summary>
public sealed class ScoreOptions
{
    /// <summary>Users in one inference call. Beyond 64 a CPU gains nothing per user.</summary>
    public int BatchSizeMax { get; set; } = 64;

    /// <summary>
    /// Longest wait for more requests while they come faster than calls end, ms: on the CPU until there are eight, else until the batch is full.
    /// </summary>
    public int BatchWaitMsMax { get; set; } = 2;

    /// <summary>Users that may wait for inference before the shards wait, over all shards of the process.</summary>
    public int QueueUsersMax { get; set; } = 4_096;

    /// <summary>Execution provider: <c>auto</c>, <c>cpu</c> or <c>cuda</c>.</summary>
    public string Provider { get; set; } = "auto";

    /// <summary>Threads of one inference call; 0 takes one per core.</summary>
    public int Threads { get; set; }

    /// <summary>Items of a model up to which every answer looks at all of them; of more it looks in cells of neighbours.</summary>
    public int ExactItemsMax { get; set; } = 200_000;

    /// <summary>The least share of the best items that cells are to find, measured when a model is loaded; 1 looks at all items.</summary>
    public double RecallMin { get; set; } = 0.98;

    /// <summary>
    /// Whether a stack's sources take in each click as it happens: what is new today sells today. Off for the model as it
    /// was trained, which evaluation judges.
    /// </summary>
    public bool Live { get; set; } = true;

    /// <summary>Sessions of a shard that live sources keep, the newest: a day of a mid-sized shop's partition.</summary>
    public int LiveSessionsMax { get; set; } = 20_000;

    /// <summary>Clicks of a shard that live sources keep: some megabytes of memory and of each snapshot.</summary>
    public int LiveClicksMax { get; set; } = 100_000;

    internal LiveClicksOptions LiveBounds() => new() { SessionsMax = LiveSessionsMax, ClicksMax = LiveClicksMax };
}

/// <summary>What becomes of the candidates.</summary>
public sealed class RerankOptions
{
    /// <summary>Items in an answer.</summary>
    public int Items { get; set; } = 10;

    /// <summary>What happens to items of the user's recent history.</summary>
    public SeenPolicy Seen { get; set; } = SeenPolicy.Exclude;

    /// <summary>λ of MMR (Carbonell and Goldstein 1998): 1 is pure relevance, lower values mix categories.</summary>
    public double DiversityLambda { get; set; } = 0.9;

    /// <summary>Candidates that re-ranking looks at, from the top.</summary>
    public int CandidatesMax { get; set; } = 100;

    /// <summary>
    /// Whether items that the model does not know may have places, where their content is close enough to the user's newest
    /// items; only with a stack that knows what is said of its items, whose gate says how close and which place.
    /// </summary>
    public bool Fresh { get; set; } = true;

    /// <summary>A file of further rules (JSON); empty for none. The shop's wishes change more often than settings do.</summary>
    public string RulesFile { get; set; } = "";
}

/// <summary>What re-ranking does with items that the user touched recently.</summary>
public enum SeenPolicy
{
    /// <summary>Never recommends an item of the recent history, unless the shop has nothing else.</summary>
    Exclude,

    /// <summary>Excludes only the items of the answered click.</summary>
    ExcludeCurrent,

    /// <summary>Recommends whatever scores best.</summary>
    Keep,
}

/// <summary>When state goes to the store. A crash repeats at most what came after the last snapshot.</summary>
public sealed class SnapshotOptions
{
    /// <summary>Records of a shard between two snapshots. Work and users bound a snapshot before; this is what no clock can miss.</summary>
    public int EveryRecords { get; set; } = 500_000;

    /// <summary>Changed users of a shard between two snapshots: they stay in memory until the store has them.</summary>
    public int EveryUsers { get; set; } = 100_000;

    /// <summary>Time between two snapshots of a shard that moves, ms; one in which nothing comes any more is stored once after it.</summary>
    public int EveryMs { get; set; } = 10_000;

    /// <summary>
    /// Work of the fold between two snapshots, waiting for stored users included, ms: what a crash repeats before the first answer, on
    /// the same machine.
    /// </summary>
    public int RepeatMsMax { get; set; } = 2_000;
}
