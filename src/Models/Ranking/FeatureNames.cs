using StreamReco.Models.Retrieval.Factorization;

namespace StreamReco.Models.Ranking;

/// <summary>
/// Names of the features in the order of the matrix's columns: <c>group:what</c>, where a source's features carry its
/// name as group. Those of the groups <c>query</c> are the same for every candidate of an answer.
/// </summary>
internal static class FeatureNames
{
    /// <summary>Features of a candidate that come from the session and the counters.</summary>
    public static readonly string[] Items =
    [
        "prefix:recency", "prefix:count", "prefix:is_last", "prefix:is_first", "history:count",
        "popular:total", "popular:recent_10", "popular:recent_2", "popular:recent_05",
        "item:first_age", "item:last_age", "item:repeat_rate", "item:end_rate",
        "transitions:pair", "rules:pair", "transitions:pair_before", "rules:pair_before", "rules:share",
    ];

    /// <summary>Features that need item vectors.</summary>
    public static readonly string[] Vectors =
        ["encoder:cosine_last", "encoder:cosine_first", "encoder:cosine_before", "encoder:cosine_max"];

    /// <summary>Features that need user vectors.</summary>
    public static readonly string[] Tastes = ["taste:dot"];

    /// <summary>Features of the query.</summary>
    public static readonly string[] Queries =
        ["query:length", "query:last_popular", "query:last_repeat_rate", "query:distinct"];

    public static string[] Of(RankPlan plan) =>
    [
        .. plan.Sources.Select(source => source.Name + RankPlan.Score),
        .. plan.Sources.Select(source => $"query:{source.Name}_best"),
        .. plan.Sources.Select(source => $"{source.Name}:place"),
        .. Items,
        .. plan.Sources.Any(source => source.Name == RankPlan.Encoder) ? Vectors : [],
        .. plan.Sources.Any(source => source.Name == FactorizationSource.SourceName) ? Tastes : [],
        .. Queries,
    ];
}
