namespace StreamReco.Models.Evaluation;

/// <summary>What an answer costs on one thread, from the query to the ranked candidates.</summary>
/// <param name="Batch">Answers of a call.</param>
/// <param name="MedianMicros">Half of the answers take less, microseconds; in a batch its time by its answers.</param>
/// <param name="P99Micros">99 % of the answers take less.</param>
/// <param name="CpuMicros">CPU time of the process an answer: what other work on the machine does not change.</param>
/// <param name="AllocatedBytes">Bytes allocated an answer.</param>
/// <param name="Answers">Answers that were timed.</param>
public readonly record struct RecommendationCost(
    int Batch, double MedianMicros, double P99Micros, double CpuMicros, double AllocatedBytes, int Answers);
