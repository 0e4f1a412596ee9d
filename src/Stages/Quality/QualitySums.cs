using System.Collections.Concurrent;

namespace StreamReco.Stages.Quality;

/// <summary>The judged clicks of a process, model version by model version. Thread-safe.</summary>
public sealed class QualitySums
{
    private readonly ConcurrentDictionary<(string Model, string Version), ModelQuality> _models = new();

    /// <summary>Every model version that answered, in the order of name and version.</summary>
    public IReadOnlyList<ModelQuality> Models =>
        [.. _models.OrderBy(pair => pair.Key).Select(pair => pair.Value)];

    public ModelQuality Of(string model, string version) =>
        _models.GetOrAdd((model, version), static key => new ModelQuality(key.Model, key.Version));
}
