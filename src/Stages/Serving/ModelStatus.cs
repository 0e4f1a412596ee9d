namespace StreamReco.Stages.Serving;

/// <summary>Which model answers for a shard.</summary>
/// <param name="Version">The version in force.</param>
/// <param name="Change">The change that put it there; null when it is the model of the settings.</param>
/// <param name="Refused">The newest change that was refused, and why; null when none was in this run.</param>
public sealed record ModelStatus(string Version, ModelChange? Change, string? Refused)
{
    /// <summary>No model answers: a path that only carries clicks.</summary>
    public static ModelStatus None { get; } = new("", null, null);
}
