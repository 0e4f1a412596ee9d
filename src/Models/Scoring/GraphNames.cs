namespace StreamReco.Models.Scoring;

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

    /// <summary>Output, int64 [B, K]: rows of the best items, best first.</summary>
    public const string ItemIds = "item_ids";

    /// <summary>Output, float32 [B, K].</summary>
    public const string ItemScores = "item_scores";
}
