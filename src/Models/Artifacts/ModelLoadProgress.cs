namespace StreamReco.Models.Artifacts;

/// <summary>How far the loading of a model is.</summary>
/// <param name="Step">What is done now.</param>
/// <param name="Done">How much of it, 0 to 1: files, then, for a stack, items whose pairs are counted.</param>
public readonly record struct ModelLoadProgress(string Step, double Done);
