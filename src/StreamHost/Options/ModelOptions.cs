namespace StreamReco.StreamHost.Options;

/// <summary>Which model answers.</summary>
public sealed class ModelOptions
{
    /// <summary>The model's folder, as <c>train</c> wrote it.</summary>
    public string Directory { get; set; } = "model";
}
