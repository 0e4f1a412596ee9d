namespace StreamReco.Stages.Ports;

/// <summary>
/// What stands at the store's address cannot be read as this program's state: damaged, foreign, without tables, or
/// of a newer schema. Another try does not help; the message says what to do.
/// </summary>
public sealed class StoreFormatException(string message, Exception? inner = null) : Exception(message, inner);
