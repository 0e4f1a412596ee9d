namespace StreamReco.TestKit.Measures;

/// <summary>What a click costs on one thread.</summary>
/// <param name="FoldBytes">Managed bytes that decoding to trigger allocates.</param>
/// <param name="AnswerBytes">Managed bytes that re-ranking and encoding allocate.</param>
/// <param name="FoldMicroseconds">Time of decoding to trigger.</param>
/// <param name="AnswerMicroseconds">Time of re-ranking and encoding.</param>
public sealed record PathCost(double FoldBytes, double AnswerBytes, double FoldMicroseconds, double AnswerMicroseconds);
