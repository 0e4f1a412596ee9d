namespace StreamReco.Models.Data;

/// <summary>
/// A data file cannot be used at all. The message is one sentence for the person who named the file: path, line where
/// there is one, and what to set.
/// </summary>
public sealed class DataFileException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether what is wrong is an option that says how the file is read, and not the file.</summary>
    public bool IsOption { get; init; }
}
