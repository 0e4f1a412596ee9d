namespace StreamReco.Models.Retrieval;

/// <summary>Where the fit of a source stands.</summary>
/// <param name="Done">Items done.</param>
/// <param name="Of">Items in all.</param>
public readonly record struct FitProgress(int Done, int Of);
