namespace StreamReco.Models.Framing;

/// <summary>The registry of schemas cannot be asked now. Passes by itself: nothing is decided about the record.</summary>
public sealed class SchemaRegistryException(string message, Exception? cause = null) : Exception(message, cause);
