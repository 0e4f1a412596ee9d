namespace StreamReco.Models.Evaluation;

/// <summary>What an answer costs on one thread, from the query to the ranked candidates.</summary>
/// <param name="MedianMicros">Half of the answers take less, microseconds.</param>
/// <param name="P99Micros">99 % of the answers take less.</param>
/// <param name="MeanMicros">Mean.</param>
/// <param name="AllocatedBytes">Bytes allocated an answer.</param>
/// <param name="Answers">Answers that were timed.</param>
public readonly record struct AnswerCost(
    double MedianMicros, double P99Micros, double MeanMicros, double AllocatedBytes, int Answers);
