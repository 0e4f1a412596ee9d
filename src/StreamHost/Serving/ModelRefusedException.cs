namespace StreamReco.StreamHost.Serving;

/// <summary>A model that must not serve, or a change of model that cannot be; the message is half a sentence.</summary>
public sealed class ModelRefusedException(string problem) : Exception(problem);
