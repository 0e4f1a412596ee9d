namespace StreamReco.Models.Ranking;

/// <summary>
/// The candidates of one answer with their features, and their scores once ranked. Reused from answer to answer.
/// </summary>
public sealed class RankRequest(RankLayout layout)
{
    /// <summary>C×F features by rows; only the first <see cref="Count"/> rows mean anything.</summary>
    public float[] Features { get; } = new float[layout.Candidates * layout.Features.Count];

    /// <summary>Item rows of the candidates, best of the rough mix first.</summary>
    public int[] Rows { get; } = new int[layout.Candidates];

    /// <summary>The ranker's scores by candidate.</summary>
    public float[] Scores { get; } = new float[layout.Candidates];

    /// <summary>Candidates that there are; 0 where no source knows any.</summary>
    public int Count { get; set; }

    /// <summary>Class of the session's length, see <see cref="RankLayout.ClassOf"/>.</summary>
    public int LengthClass { get; set; }

    /// <summary>F.</summary>
    public int Width { get; } = layout.Features.Count;

    /// <summary>The features of one candidate.</summary>
    public Span<float> FeaturesOf(int candidate) => Features.AsSpan(candidate * Width, Width);
}
