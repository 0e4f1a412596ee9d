using StreamReco.Stages.Serving;

namespace StreamReco.TestKit.Scoring;

/// <summary>A provider of one model.</summary>
public sealed class OneModel(LoadedModel model) : IModelProvider
{
    public LoadedModel Base { get; } = model;

    public Task<FoundModel> FindAsync(string version, CancellationToken cancel) => Task.FromResult(version == Base.Version
        ? new FoundModel(Base, null)
        : new FoundModel(null, $"Model {version} is not at hand; {Base.Version} is the only one."));
}
