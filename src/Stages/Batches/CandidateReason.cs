namespace StreamReco.Stages.Batches;

/// <summary>Why a candidate is one.</summary>
/// <param name="Source">The source that moved it most; null where none is known.</param>
/// <param name="BecauseOf">The user's items that the source names, strongest first.</param>
public readonly record struct CandidateReason(string? Source, IReadOnlyList<string>? BecauseOf);
