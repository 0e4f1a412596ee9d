namespace StreamReco.Models.Framing;

/// <summary>A framed record that cannot be read, in words for its sender: no schema, or a body that is not of it.</summary>
public sealed class RecordSchemaException(string message, Exception? cause = null) : Exception(message, cause);
