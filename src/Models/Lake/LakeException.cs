namespace StreamReco.Models.Lake;

/// <summary>The lake cannot be written or read; one sentence says why and what to do.</summary>
public class LakeException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another writer has committed the same offsets: whoever is second writes nothing and reads the log anew.</summary>
public sealed class LakeConflictException(string message) : LakeException(message);
