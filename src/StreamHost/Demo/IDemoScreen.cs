using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Demo;

/// <summary>Where a demo shows what it does: a live picture on a terminal, plain lines elsewhere.</summary>
internal interface IDemoScreen
{
    /// <summary>One line.</summary>
    void Say(string line);

    /// <summary>The training, with its progress.</summary>
    Task<ModelArtifact> TrainAsync(Func<IProgressLine, ModelArtifact> train);

    /// <summary>Shows the running demo until <paramref name="until"/> ends.</summary>
    Task WatchAsync(DemoView view, Task until);
}
