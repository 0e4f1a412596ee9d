using StreamReco.Models.Artifacts;
using StreamReco.Models.Content;
using StreamReco.Models.Ranking;
using StreamReco.Models.Scoring;

namespace StreamReco.Stages.Serving;

/// <summary>
/// A model that is loaded and warm, shared by all shards of a process. It lives as long as somebody answers with it.
/// </summary>
/// <param name="Artifact">Vocabulary, factors, graph.</param>
/// <param name="Scoring">Its own graph; not asked where the model has a stack.</param>
public sealed record LoadedModel(ModelArtifact Artifact, IScoring<ScoreRequest> Scoring)
{
    /// <summary>The encoder's graph; null where the model has none.</summary>
    public IScoring<EncoderRequest>? Encoding { get; init; }

    /// <summary>The ranker's graph; null where the model has no stack.</summary>
    public IScoring<RankRequest>? Ranking { get; init; }

    /// <summary>The graph of the ranker of search; null where the model has none.</summary>
    public IScoring<RankRequest>? Searching { get; init; }

    /// <summary>Names the model in answers, in state and in the log.</summary>
    public string Version => Artifact.Manifest.Version;

    /// <summary>What is said of its items; null where nothing is, or where the model has no stack.</summary>
    public ContentSpace? Content => Artifact.Stack?.Parts.Content;

    /// <summary>What works out the reasons of ranked candidates; null where the model has no stack.</summary>
    public SharedPool<CandidateReasons>? Reasons { get; } =
        Artifact.Stack is { } stack ? new SharedPool<CandidateReasons>(() => new CandidateReasons(stack)) : null;
}
