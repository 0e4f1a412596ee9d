namespace StreamReco.Stages.Serving;

/// <summary>The models that a process can answer with. Thread-safe.</summary>
public interface IModelProvider
{
    /// <summary>The model of the settings: it answers until the log says otherwise.</summary>
    LoadedModel Base { get; }

    /// <summary>A version, loaded, checked and warm; the call waits until it is.</summary>
    Task<FoundModel> FindAsync(string version, CancellationToken cancel);
}

/// <summary>What came of looking for a version.</summary>
/// <param name="Model">The model, or null when it cannot be used.</param>
/// <param name="Problem">Why not, one sentence; null when it can.</param>
public sealed record FoundModel(LoadedModel? Model, string? Problem);
