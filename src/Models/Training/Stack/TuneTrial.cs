namespace StreamReco.Models.Training.Stack;

/// <summary>One trial of a search for settings: a line of its log.</summary>
/// <param name="Trial">From 0; the first trials judge what training would take without the search.</param>
/// <param name="Part">What was changed, one of <see cref="TunePart.All"/>.</param>
/// <param name="Figure">What the part finds on the validation part, see <see cref="TunePart.FigureOf"/>.</param>
/// <param name="Settings">The settings that were judged.</param>
public sealed record TuneTrial(int Trial, string Part, double Figure, TunedSettings Settings);
