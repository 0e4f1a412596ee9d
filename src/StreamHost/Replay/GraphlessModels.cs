using StreamReco.Models.Artifacts;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Serving;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Replay;

/// <summary>The models of the settings without their graphs: for a fold whose answers nobody scores.</summary>
internal sealed class GraphlessModels : IModelProvider
{
    private readonly ModelFolders _folders;
    private readonly Dictionary<string, FoundModel> _found = new(StringComparer.Ordinal);

    /// <exception cref="ModelLoadException">There is no usable model in <c>Model:Directory</c>.</exception>
    public GraphlessModels(ModelOptions options)
    {
        _folders = new ModelFolders(options);
        Base = Serve(ModelArtifactLoader.Load(options.Directory));
        _found.Add(Base.Version, new FoundModel(Base, null));
    }

    /// <inheritdoc/>
    public LoadedModel Base { get; }

    /// <inheritdoc/>
    public Task<FoundModel> FindAsync(string version, CancellationToken cancel)
    {
        if (!_found.TryGetValue(version, out var found))
        {
            _found.Add(version, found = Load(version));
        }

        return Task.FromResult(found);
    }

    private FoundModel Load(string version)
    {
        try
        {
            return _folders.Find(version) is { } folder
                ? new FoundModel(Serve(ModelArtifactLoader.Load(folder)), null)
                : new FoundModel(null, $"Model {version} is neither in Model:Directory nor below Model:Versions.");
        }
        catch (Exception e) when (e is ModelLoadException or IOException)
        {
            return new FoundModel(null, $"Model {version} cannot be used: {e.Message}");
        }
    }

    private static LoadedModel Serve(ModelArtifact artifact) => new(artifact, new ScoredElsewhere());
}
