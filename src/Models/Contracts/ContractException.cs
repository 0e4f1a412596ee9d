namespace StreamReco.Models.Contracts;

/// <summary>A contract that cannot be read, with file and reason.</summary>
public sealed class ContractException(string message, Exception? cause = null) : Exception(message, cause);
