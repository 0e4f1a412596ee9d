using StreamReco.Models.Artifacts;
using StreamReco.Models.Scoring;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tasks;

namespace StreamReco.StreamHost.Serving;

/// <summary>The model that a process starts with, and its graphs; the <see cref="ModelRegistry"/> owns the graphs.</summary>
internal sealed record StartModel(ModelArtifact Artifact, ModelScorers Scorers)
{
    /// <summary>Opens the graphs of a model that is loaded already.</summary>
    /// <exception cref="ScorerStartException">The execution provider cannot be had.</exception>
    public static StartModel Of(ModelArtifact model, StreamRecoOptions options) =>
        new(model, ModelScorers.Open(model, ScorerSettings.Of(options)));

    /// <summary>Loads the model of the settings.</summary>
    /// <exception cref="ModelLoadException">There is no usable model.</exception>
    /// <exception cref="ScorerStartException">The execution provider cannot be had.</exception>
    public static StartModel Load(StreamRecoOptions options, TaskBoard tasks)
    {
        using var task = ModelTask.Begin(tasks, options.Model.Directory);
        return Of(ModelTask.Load(options.Model.Directory, task), options);
    }
}
