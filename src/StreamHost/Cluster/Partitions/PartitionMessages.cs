using Akka.Actor;
using StreamReco.Stages.Batches;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>A message for the owner of a partition, wherever it is.</summary>
internal interface IPartitionMessage
{
    /// <summary>The partition, from 0.</summary>
    int Partition { get; }
}

/// <summary>A question about the state of a partition, answered in a turn of its owner; nothing of the state changes.</summary>
internal interface IPartitionQuery : IPartitionMessage;

/// <summary>Brings a partition's owner to life where it is not alive yet.</summary>
internal sealed record WakePartition(int Partition) : IPartitionMessage;

/// <summary>What to recommend to a user now.</summary>
/// <param name="Partition">The user's partition.</param>
/// <param name="UserId">The id in the state: a pseudonym where those are on.</param>
/// <param name="ItemsMax">Items wanted, at most <c>Rerank:Items</c>.</param>
internal sealed record RecommendQuery(int Partition, string UserId, int ItemsMax) : IPartitionQuery
{
    /// <summary>Items before the first wanted one.</summary>
    public int Offset { get; init; }

    /// <summary>The one category whose items are wanted; null for all.</summary>
    public string? Category { get; init; }
}

/// <summary>What to recommend to somebody of whom nothing is known but these items.</summary>
/// <param name="Partition">Any partition.</param>
/// <param name="Items">One item or more, the newest last.</param>
/// <param name="ItemsMax">Items wanted, at most <c>Rerank:Items</c>.</param>
/// <param name="Offset">Items before the first wanted one.</param>
/// <param name="Category">The one category whose items are wanted; null for all.</param>
internal sealed record RelatedQuery(
    int Partition, IReadOnlyList<string> Items, int ItemsMax, int Offset, string? Category) : IPartitionQuery;

/// <summary>What <see cref="RecommendQuery"/> and <see cref="RelatedQuery"/> are answered.</summary>
/// <param name="ServedBy">The node that answered.</param>
/// <param name="IsKnown">Whether the user has a state.</param>
/// <param name="Basis">What the answer rests on: history, trending or popular.</param>
/// <param name="Fallback">The steps before it, each with why it gave nothing.</param>
/// <param name="Recommendation">JSON in the contract of the recommendations topic.</param>
internal sealed record RecommendReply(
    string ServedBy, bool IsKnown, string Basis, IReadOnlyList<string> Fallback, byte[] Recommendation)
{
    /// <summary>The user whom the asked id is linked to, as the state knows them: there is no recommendation here, ask for theirs. Null for none.</summary>
    public string? LinkedTo { get; init; }

    /// <summary>The partition of that user; null for none.</summary>
    public int? LinkedAt { get; init; }
}

/// <summary>Puts given items in order for a user.</summary>
/// <param name="Partition">The user's partition.</param>
/// <param name="UserId">The id in the state.</param>
/// <param name="Items">The items.</param>
internal sealed record RankQuery(int Partition, string UserId, IReadOnlyList<string> Items) : IPartitionQuery;

/// <summary>What <see cref="RankQuery"/> is answered.</summary>
/// <param name="ServedBy">The node that answered.</param>
/// <param name="Basis">What the order rests on: history or popular.</param>
/// <param name="Why">Why not on the history; null where it does.</param>
/// <param name="ModelVersion">The model.</param>
/// <param name="Items">All given items, best first.</param>
internal sealed record RankReply(
    string ServedBy, string Basis, string? Why, string ModelVersion, IReadOnlyList<RankedId> Items);

/// <summary>An item in its place: the score, and what gave it (ranker, sources, model, vector, popular, unknown).</summary>
internal sealed record RankedId(string ItemId, double Score, string By);

/// <summary>What is known of a user.</summary>
/// <param name="Partition">The user's partition.</param>
/// <param name="UserId">The id in the state.</param>
/// <param name="AnswersMax">Newest answers at most.</param>
internal sealed record UserQuery(int Partition, string UserId, int AnswersMax) : IPartitionQuery;

/// <summary>What <see cref="UserQuery"/> is answered.</summary>
/// <param name="ServedBy">The node that answered.</param>
/// <param name="State">The state as JSON; null when the user is not known.</param>
/// <param name="Answers">The newest answers that the user's clicks got, as in the topic.</param>
internal sealed record UserReply(string ServedBy, byte[]? State, IReadOnlyList<byte[]> Answers);

/// <summary>Everything that is held of a user, part by part.</summary>
/// <param name="Partition">The user's partition.</param>
/// <param name="UserId">The id in the state.</param>
/// <param name="From">The first byte wanted; 0 makes the document anew.</param>
internal sealed record ExportQuery(int Partition, string UserId, int From) : IPartitionQuery;

/// <summary>What <see cref="ExportQuery"/> is answered.</summary>
/// <param name="ServedBy">The node that answered.</param>
/// <param name="Part">Bytes of the document: JSON, see <see cref="Users.HeldPerson"/>.</param>
/// <param name="Total">Bytes of the whole document; 0 where it is not kept any more and must be made anew.</param>
internal sealed record ExportReply(string ServedBy, byte[] Part, int Total);

/// <summary>What trends in a partition.</summary>
internal sealed record TrendingQuery(int Partition) : IPartitionQuery;

/// <summary>What <see cref="TrendingQuery"/> is answered.</summary>
/// <param name="Items">Items of the last closed window, most touched first.</param>
internal sealed record TrendingReply(IReadOnlyList<string> Items);

/// <summary>What a user touched lately.</summary>
/// <param name="Partition">The user's partition.</param>
/// <param name="UserId">The id in the state.</param>
/// <param name="WithVector">Whether the online vector is wanted too; null for no.</param>
internal sealed record HistoryQuery(int Partition, string UserId, bool? WithVector = null) : IPartitionQuery;

/// <summary>What <see cref="HistoryQuery"/> is answered.</summary>
/// <param name="IsKnown">Whether the user has a state.</param>
/// <param name="Items">The items, the oldest first.</param>
/// <param name="Arms">The experiments on searches that the user takes part in; null for none, and from a node of an earlier version.</param>
internal sealed record HistoryReply(bool IsKnown, IReadOnlyList<TouchedItem> Items, IReadOnlyList<ServedArm>? Arms = null)
{
    /// <summary>The online vector, little-endian floats; null where it is not wanted, where there is none, and from a node of an earlier version.</summary>
    public byte[]? Vector { get; init; }

    /// <summary>Fingerprint of its item space, hexadecimal; null without a vector.</summary>
    public string? Space { get; init; }
}

/// <summary>An item that a user touched.</summary>
/// <param name="ItemId">The shop's id.</param>
/// <param name="IsPurchase">Whether it was bought.</param>
/// <param name="TimeMs">Event time, Unix milliseconds; null from a node of an earlier version.</param>
internal sealed record TouchedItem(string ItemId, bool IsPurchase, long? TimeMs = null);

/// <summary>What changed in the counts of searches.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Instance">The shard's run that the last reply was of; 0 before the first.</param>
/// <param name="Since">The number that it ended at.</param>
/// <param name="ItemsMax">About the most items of a reply.</param>
internal sealed record SearchCountsQuery(int Partition, long Instance, long Since, int ItemsMax) : IPartitionQuery;

/// <summary>What the experiments of a partition are.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Experiment">The experiment whose sums are wanted; null for no sums.</param>
/// <param name="WithDays">Whether its days and segments are wanted too; null for no.</param>
internal sealed record ExperimentQuery(int Partition, string? Experiment, bool? WithDays = null) : IPartitionQuery;

/// <summary>What <see cref="ExperimentQuery"/> is answered.</summary>
/// <param name="Definitions">All versions of all experiments as JSON, by id, then version.</param>
/// <param name="Tallies">Sums by arm, version and stratum; empty where none are wanted.</param>
/// <param name="WatermarkMs">No event before this time is expected any more, Unix milliseconds.</param>
/// <param name="IsFull">Whether the partition draws no further users.</param>
/// <param name="Unmatched">Actions that named a list that is not kept.</param>
/// <param name="Refused">Why the newest definition that was not taken was not; null for none.</param>
/// <param name="Days">Its days; null where they are not wanted, and from a node of an earlier version.</param>
/// <param name="Segments">Its segments, likewise.</param>
/// <param name="SegmentCount">Segments that the partition's users belong to; null for none.</param>
/// <param name="NextOffset">The offset after the last record that the sums hold; null where none are wanted, and from a node of an earlier version.</param>
/// <param name="Compared">Users whose lists by other arms were made too, likewise.</param>
/// <param name="Preference">Clicks by team in lists of two arms; null but of an experiment with such.</param>
internal sealed record ExperimentReply(
    IReadOnlyList<string> Definitions, IReadOnlyList<TallyMessage> Tallies, long WatermarkMs, bool IsFull, long Unmatched, string? Refused,
    IReadOnlyList<PartMessage>? Days = null, IReadOnlyList<PartMessage>? Segments = null, int? SegmentCount = null,
    long? NextOffset = null, IReadOnlyList<PartMessage>? Compared = null, IReadOnlyList<PartMessage>? Preference = null);

/// <summary>What segments the users of a partition belong to.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="BytesMax">What vectors of users in memory are wanted, in bytes; 0 for none.</param>
/// <param name="Page">From 0; each page has other users.</param>
internal sealed record SegmentQuery(int Partition, int BytesMax, int Page) : IPartitionQuery;

/// <summary>What <see cref="SegmentQuery"/> is answered.</summary>
/// <param name="Segments">The segments in force as JSON; null for none.</param>
/// <param name="Space">Fingerprint of the item space of the model that answers, hexadecimal.</param>
/// <param name="Vectors">Vectors of users in that space, little-endian floats.</param>
internal sealed record SegmentReply(string? Segments, string Space, IReadOnlyList<byte[]> Vectors);

/// <summary>The partition's owner cannot answer now.</summary>
/// <param name="Why">The reason, for people.</param>
internal sealed record PartitionUnavailable(string Why)
{
    /// <summary>It tried, and something went wrong.</summary>
    public static PartitionUnavailable Failed(int partition, Exception cause) =>
        new($"partition {partition} failed to answer: {cause.Message}");
}

/// <summary>The owner gives its partition up in good order: the partition moves, or the node ends.</summary>
internal sealed class LeavePartition : INoSerializationVerificationNeeded
{
    public static LeavePartition Instance { get; } = new();

    private LeavePartition()
    {
    }
}
