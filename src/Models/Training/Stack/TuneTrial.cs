using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Training.Stack;

/// <summary>One trial of a search for settings: a line of its log.</summary>
/// <param name="Trial">From 0; the first trials judge what training would take without the search.</param>
/// <param name="Part">What was changed: <c>knn</c>, <c>rules</c> or <c>slist</c>.</param>
/// <param name="Figure">NDCG@20 of that source alone on the validation part.</param>
/// <param name="Settings">The settings that were judged.</param>
public sealed record TuneTrial(int Trial, string Part, double Figure, SourceSettings Settings);
