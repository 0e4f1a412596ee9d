using StreamReco.Models.Features;

namespace StreamReco.Models.Scoring;

/// <summary>
/// One user's row of an inference batch: the features as of one click, and the candidates once scored. The features
/// are a copy, because the user's state moves on while the row waits for its batch.
/// </summary>
public sealed class ScoreRequest(FeatureLayout layout)
{
    /// <summary>D values; zero when the user has no vector yet.</summary>
    public float[] UserVector { get; } = new float[layout.Dimensions];

    /// <summary>L rows of recent items, newest first; N where there are fewer.</summary>
    public int[] RecentRows { get; } = new int[layout.RecentItems];

    /// <summary>L weights, 0 where there is no item. Those of <see cref="FeatureLayout.WeightOf"/> give the same scores wherever the row
    /// lies in memory; sums of others may differ in the last bit.</summary>
    public float[] RecentWeights { get; } = new float[layout.RecentItems];

    /// <summary>False when neither the vector nor a recent item says anything: the answer must come from elsewhere.</summary>
    public bool HasFeatures { get; set; }

    /// <summary>K candidate rows by falling score, ties by rising row.</summary>
    public int[] CandidateRows { get; } = new int[layout.Candidates];

    /// <summary>The candidates' scores.</summary>
    public float[] CandidateScores { get; } = new float[layout.Candidates];

    /// <summary>Candidates that were filled in; 0 before scoring.</summary>
    public int CandidateCount { get; set; }
}
