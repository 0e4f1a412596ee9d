namespace StreamReco.Stages.Ports;

/// <summary>The state database cannot be used now: locked, unreachable, full. The message names the setting and its value.</summary>
public sealed class StoreUnavailableException(string message, Exception inner) : Exception(message, inner);
