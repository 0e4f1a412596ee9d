namespace StreamReco.Models.Artifacts;

/// <summary>
/// A model folder that cannot be loaded; the message names the folder, the file and what is wrong with it.
/// </summary>
public sealed class ModelLoadException(string folder, string problem, Exception? inner = null)
    : Exception($"The model in '{folder}' cannot be loaded: {problem}.", inner);
