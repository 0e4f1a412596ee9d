namespace StreamReco.Stages.Privacy;

/// <summary>The key of the pseudonyms is missing, unusable, or not the one that the state was made with.</summary>
/// <param name="message">One sentence for people; never holds the key.</param>
/// <param name="inner">The cause.</param>
public sealed class PseudonymKeyException(string message, Exception? inner = null) : Exception(message, inner);
