using StreamReco.Models.Data;

namespace StreamReco.Models.Evaluation;

/// <summary>One prediction: what a user clicked so far, and what came next.</summary>
/// <param name="UserId">The user or anonymous session; examples of one session share it and follow each other.</param>
/// <param name="Prefix">The clicks so far, oldest first; at least one.</param>
/// <param name="Target">The item of the next click.</param>
public sealed record EvaluationExample(string UserId, ArraySegment<HistoricClick> Prefix, string Target);
