namespace StreamReco.StreamHost.Options;

/// <summary>Which models answer.</summary>
public sealed class ModelOptions
{
    /// <summary>The model's folder, as <c>train</c> wrote it.</summary>
    public string Directory { get; set; } = "model";

    /// <summary>A folder of further model folders that can be activated while the node runs.</summary>
    public string Versions { get; set; } = "models";

    /// <summary>Models in memory: the one in use, its predecessor for a way back, and the next.</summary>
    public int LoadedMax { get; set; } = 3;

    /// <summary>Histories that a model must answer before it serves: enough to meet each length ten times, a fraction of a second.</summary>
    public int TrialQueries { get; set; } = 64;
}
