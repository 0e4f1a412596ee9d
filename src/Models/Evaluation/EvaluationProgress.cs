namespace StreamReco.Models.Evaluation;

/// <summary>Where an evaluation stands.</summary>
/// <param name="Done">Examples answered.</param>
/// <param name="Of">Examples in all.</param>
public readonly record struct EvaluationProgress(int Done, int Of);
