namespace StreamReco.Rig.Fuzzing;

/// <summary>What became of the events.</summary>
/// <param name="Applied">Events that were good after all.</param>
/// <param name="Duplicate">Events that were applied before.</param>
/// <param name="Rejected">Events that were rejected.</param>
/// <param name="Answers">Answers that were committed.</param>
/// <param name="Problem">What went wrong, or null.</param>
public sealed record FuzzResult(long Applied, long Duplicate, long Rejected, long Answers, string? Problem);
