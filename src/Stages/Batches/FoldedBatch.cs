using StreamReco.Models.DataQuality;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Serving;
using StreamReco.Stages.State;
using StreamReco.Stages.Verdicts;

namespace StreamReco.Stages.Batches;

/// <summary>A micro-batch after the fold: what it asks of the stages behind.</summary>
/// <param name="NextOffset">The offset after its last record.</param>
/// <param name="Answers">The clicks to be answered, in order; behind one of them those of its lists by other arms, which are no answers of their own.</param>
/// <param name="Rejected">The records that were not applied, in order.</param>
/// <param name="Counters">The shard's counters after the batch.</param>
/// <param name="Waiting">Clicks that wait for the throttle.</param>
/// <param name="WatermarkMs">The shard's watermark after the batch.</param>
/// <param name="Model">The model that answers after the batch.</param>
/// <param name="Snapshot">The state after the batch, when a snapshot is due.</param>
public sealed record FoldedBatch(
    long NextOffset,
    IReadOnlyList<RecommendationRequest> Answers,
    IReadOnlyList<RejectedRecord> Rejected,
    ShardCounters Counters,
    int Waiting,
    long WatermarkMs,
    ModelStatus Model,
    CapturedSnapshot? Snapshot)
{
    /// <summary>
    /// The counters before the first record whose answer was not committed, in the batch that holds it; null in the others.
    /// </summary>
    public ShardCounters? BeforeEmission { get; init; }

    /// <summary>When its records were read, Unix milliseconds; 0 where nobody says.</summary>
    public long ReadAtMs { get; init; }

    /// <summary>Users forgotten in the batch whose answers have to be declared void, in order.</summary>
    public IReadOnlyList<ErasedUser> Erased { get; init; } = [];

    /// <summary>The interactions that were applied, for live sources; null where the model has none.</summary>
    public LiveUpdates? Applied { get; init; }

    /// <summary>What became of each offset; null where nobody asks, and before the first offset that was not committed.</summary>
    public BatchVerdicts? Verdicts { get; init; }

    /// <summary>Quality rules that stand otherwise than before, in order.</summary>
    public IReadOnlyList<QualityAlert> Alerts { get; init; } = [];

    /// <summary>How the quality rules stand after the batch; null where there are none.</summary>
    public QualityReport? Quality { get; init; }

    /// <summary>How consent stands after the batch; null where there is no policy in the log.</summary>
    public ConsentReport? Consent { get; init; }

    /// <summary>What the shard writes into the log that it folds, in order.</summary>
    public IReadOnlyList<OutboundRecord> Told { get; init; } = [];

    /// <summary>How linking of ids stands after the batch; null where nothing was ever linked.</summary>
    public IdentityReport? Identity { get; init; }

    /// <summary>How the judging of bots stands after the batch; null where there is no policy in the log.</summary>
    public BotReport? Bots { get; init; }

    /// <summary>Whether somebody outside of the log asks, and waits for nothing but this.</summary>
    public bool IsQuestion { get; init; }

    /// <summary>A batch of one answer that no record asks for: the stages behind the fold take it like any other.</summary>
    public static FoldedBatch OfQuery(RecommendationRequest request) =>
        new(0, [request, .. request.Others], [], new ShardCounters(), 0, long.MinValue, ModelStatus.None, null) { IsQuestion = true };

    /// <summary>
    /// The answers of each model, in order: one group where a model answers everybody, and as many as models where arms of experiments
    /// have their own, however they alternate.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<RecommendationRequest>> ByModel()
    {
        var isOne = true;
        for (var i = 1; i < Answers.Count && isOne; i++)
        {
            isOne = ReferenceEquals(Answers[i].Model, Answers[0].Model);
        }

        return isOne ? Answers.Count == 0 ? [] : [Answers] : [.. Answers.GroupBy(answer => answer.Model).Select(group => group.ToArray())];
    }
}

/// <summary>A snapshot that waits until its offset is committed.</summary>
/// <param name="Delta">What to store.</param>
/// <param name="Capture">The user table's number of it.</param>
public sealed record CapturedSnapshot(SnapshotDelta Delta, long Capture);
