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

    /// <summary>
    /// Share of the shop's items that a model must know to be activated, 0 to 1: one of another shop, or an old one, would answer
    /// from a fraction of what there is. <c>models activate --force</c> passes it over.
    /// </summary>
    public double KnownShareMin { get; set; } = 0.5;

    /// <summary>Histories that a model must answer before it serves: enough to meet each length ten times, a fraction of a second.</summary>
    public int TrialQueries { get; set; } = 64;
}
