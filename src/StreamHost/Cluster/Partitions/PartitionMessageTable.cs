using StreamReco.Models.Search.Counts;
using StreamReco.StreamHost.Cluster.Messages;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>The messages about partitions that cross nodes. A name is never given to another message.</summary>
internal static class PartitionMessageTable
{
    public static IReadOnlyList<NodeMessage> Messages { get; } =
    [
        NodeMessage.Json<WakePartition>("wake-partition", 1),
        NodeMessage.Json<RecommendQuery>("recommend-query", 1),
        NodeMessage.Json<RecommendReply>("recommend-reply", 1),
        NodeMessage.Json<RelatedQuery>("related-query", 1),
        NodeMessage.Json<RankQuery>("rank-query", 1),
        NodeMessage.Json<RankReply>("rank-reply", 1),
        NodeMessage.Json<UserQuery>("user-query", 1),
        NodeMessage.Json<UserReply>("user-reply", 1),
        NodeMessage.Json<ExportQuery>("export-query", 1),
        NodeMessage.Json<ExportReply>("export-reply", 1),
        NodeMessage.Json<TrendingQuery>("trending-query", 1),
        NodeMessage.Json<TrendingReply>("trending-reply", 1),
        NodeMessage.Json<HistoryQuery>("history-query", 1),
        NodeMessage.Json<HistoryReply>("history-reply", 1),
        NodeMessage.Json<SearchCountsQuery>("search-counts-query", 1),
        NodeMessage.Json<CountsDelta>("search-counts-reply", 1),
        NodeMessage.Json<ExperimentQuery>("experiment-query", 1),
        NodeMessage.Json<ExperimentReply>("experiment-reply", 1),
        NodeMessage.Json<SegmentQuery>("segment-query", 1),
        NodeMessage.Json<SegmentReply>("segment-reply", 1),
        NodeMessage.Json<PartitionUnavailable>("partition-unavailable", 1),
    ];
}
