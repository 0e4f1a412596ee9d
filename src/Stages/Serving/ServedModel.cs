using StreamReco.Models.Artifacts;
using StreamReco.Models.Content;
using StreamReco.Models.Training.Encoder;
using StreamReco.Stages.Scoring;

namespace StreamReco.Stages.Serving;

/// <summary>
/// A model that is loaded and warm, shared by all shards of a process. It lives as long as somebody answers with it.
/// </summary>
/// <param name="Artifact">Vocabulary, factors, graph.</param>
/// <param name="Scoring">Its inference.</param>
public sealed record ServedModel(ModelArtifact Artifact, IScoring Scoring)
{
    /// <summary>Names the model in answers, in state and in the log.</summary>
    public string Version => Artifact.Manifest.Version;

    /// <summary>What is said of its items; null where nothing is, or where the model has no stack.</summary>
    public ContentSpace? Content => Artifact.Stack?.Parts.Content;

    /// <summary>What shards share of the session encoder; null where the model has none.</summary>
    public EncoderScorer? EncoderScorer { get; } = Artifact.Stack?.Encoder?.CreateScorer();
}
