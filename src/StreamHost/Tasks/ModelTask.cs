using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tasks;

/// <summary>The loading of a model as a task: its files, then, for a stack, the index that is counted again, then the warming.</summary>
internal static class ModelTask
{
    private const double Whole = 100;

    /// <param name="board">Where it is shown; null shows it nowhere.</param>
    /// <param name="of">The model, by folder or version.</param>
    public static RunningTask? Begin(TaskBoard? board, string of) => board?.Begin("model load", of, "%", Whole);

    /// <inheritdoc cref="ModelArtifactLoader.Load"/>
    /// <param name="directory">The model's folder.</param>
    /// <param name="task">Receives how far it is.</param>
    public static ModelArtifact Load(string directory, RunningTask? task)
    {
        var model = ModelArtifactLoader.Load(directory, task is null ? null
            : new DirectProgress<ModelLoadProgress>(now => task.Update(now.Done * Whole, Whole, now.Step)));
        task?.Update(0, Whole, "the graphs are warmed");
        return model;
    }
}
