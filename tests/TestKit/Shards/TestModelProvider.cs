using StreamReco.Models.Artifacts;
using StreamReco.Models.Scoring;
using StreamReco.Stages.Serving;
using StreamReco.TestKit.Scoring;

namespace StreamReco.TestKit.Shards;

/// <summary>Some models that are all at hand.</summary>
public sealed class TestModelProvider : IModelProvider
{
    private readonly Dictionary<string, LoadedModel> _models;

    /// <param name="model">The model of the settings.</param>
    /// <param name="scorer">Its scorer.</param>
    /// <param name="others">What the log may change to.</param>
    public TestModelProvider(ModelArtifact model, IBatchScorer<ScoreRequest> scorer, params IReadOnlyList<ModelArtifact> others)
    {
        Base = DirectScoring.Serve(model, scorer);
        _models = others.Select(other => DirectScoring.Serve(other, new FakeScorer(other))).Append(Base)
            .ToDictionary(served => served.Version, StringComparer.Ordinal);
    }

    public LoadedModel Base { get; }

    public Task<FoundModel> FindAsync(string version, CancellationToken cancel) => Task.FromResult(
        _models.TryGetValue(version, out var found) ? new FoundModel(found, null) : new FoundModel(null, "It is not there."));
}
