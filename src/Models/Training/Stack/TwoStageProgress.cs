namespace StreamReco.Models.Training.Stack;

/// <summary>Where the training of a stack stands.</summary>
/// <param name="Step">What is done, for people.</param>
/// <param name="Done">Share of the whole that is done, 0 to 1, by estimated work.</param>
public readonly record struct TwoStageProgress(string Step, double Done);
