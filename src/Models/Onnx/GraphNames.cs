namespace StreamReco.Models.Onnx;

/// <summary>Inputs and outputs of every model graph; B is the batch, D, L and K stand in the feature layout.</summary>
public static class GraphNames
{
    /// <summary>Input, float32 [B, D].</summary>
    public const string UserVector = "user_vector";

    /// <summary>
    /// Input, int64 [B, L]: rows of recent items, newest first; N (a row of zeros) where there are fewer.
    /// </summary>
    public const string RecentItems = "recent_items";

    /// <summary>Input, float32 [B, L]: weights of the recent items, 0 where there is none.</summary>
    public const string RecentWeights = "recent_weights";

    /// <summary>
    /// Input of encoders that know time, int64 [B, L]: class of the time from each recent item to the newest
    /// (<c>TimeGap</c>); 0 where there is no item.
    /// </summary>
    public const string RecentGaps = "recent_gaps";

    /// <summary>Output of encoders, float32 [B, D]: the query vector, of length 1.</summary>
    public const string Query = "query";

    /// <summary>Output, int64 [B, K]: rows of the best items, best first.</summary>
    public const string ItemIds = "item_ids";

    /// <summary>Output, float32 [B, K].</summary>
    public const string ItemScores = "item_scores";

    /// <summary>Input of the ranker, float32 [B, C, F]: the candidates' features, 0 behind the last candidate.</summary>
    public const string CandidateFeatures = "candidate_features";

    /// <summary>Input of the ranker, int64 [B]: class of the session's length.</summary>
    public const string LengthClass = "length_class";

    /// <summary>Input of the ranker, float32 [B, C]: 1 for a candidate, 0 behind the last.</summary>
    public const string CandidateMask = "candidate_mask";

    /// <summary>Output of the ranker, float32 [B, C].</summary>
    public const string CandidateScores = "candidate_scores";

    /// <summary>Inside of a model's own graph, float32 [B, N]: the scores of all items.</summary>
    internal const string AllScores = "scores";

    /// <summary>Inside of an encoder's graph of eight bits, int8 [D, N]: the item vectors.</summary>
    internal const string ItemLevels = "item_bytes_t";

    /// <summary>Inside of an encoder's graph of eight bits, float32 [N]: the scales of the item vectors.</summary>
    internal const string ItemScales = "item_scales";

    /// <summary>Inside of an encoder's graph, float32: one by the temperature τ.</summary>
    internal const string Sharpness = "sharpness";

    /// <summary>Inside of an encoder's graph: what the best items are chosen by.</summary>
    internal const string Cosines = "cosines";
}
