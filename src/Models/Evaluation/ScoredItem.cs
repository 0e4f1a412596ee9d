namespace StreamReco.Models.Evaluation;

/// <summary>One place of a ranked answer.</summary>
/// <param name="ItemId">The shop's id.</param>
/// <param name="Score">The score by which it was ranked; equal scores are a tie.</param>
public readonly record struct ScoredItem(string ItemId, float Score);
