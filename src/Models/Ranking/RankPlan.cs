namespace StreamReco.Models.Ranking;

/// <summary>
/// How candidates are gathered and described: part of a model, the same in training, evaluation and serving.
/// </summary>
public sealed record RankPlan
{
    /// <summary>Name of the encoder among the sources.</summary>
    public const string Encoder = "encoder";

    /// <summary>Name of a source's own feature of a candidate: what stands between the source's name and this.</summary>
    internal const string Score = ":score";

    /// <summary>The sources in the order in which they are asked; <see cref="Encoder"/> for the encoder.</summary>
    public required IReadOnlyList<RankSource> Sources { get; init; }

    /// <summary>C, candidates of an answer.</summary>
    public int Candidates { get; init; } = 200;

    /// <summary>Whether items of the history are no candidates: data in which nobody takes an item twice.</summary>
    public bool ExcludesHistory { get; init; }

    /// <summary>Features and candidates as the ranker's graph has them.</summary>
    public RankLayout Layout() => new(Candidates, FeatureNames.Of(this));
}

/// <summary>One source's part in the rough mix that picks the candidates.</summary>
/// <param name="Name"><see cref="Retrieval.ICandidateSource.Name"/>, or <see cref="RankPlan.Encoder"/>.</param>
/// <param name="Weight">Its share: each source's scores are taken relative to its best.</param>
public sealed record RankSource(string Name, float Weight);
