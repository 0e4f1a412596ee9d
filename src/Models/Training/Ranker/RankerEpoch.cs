namespace StreamReco.Models.Training.Ranker;

/// <summary>What one round of the ranker's training came to.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Epochs">Rounds at most.</param>
/// <param name="Loss">Mean loss of the training queries, nats.</param>
/// <param name="HeldOutLoss">Mean loss of the held-out queries.</param>
/// <param name="HitRate20">Share of the held-out queries with their answer among the first 20, of those that have it
/// among their candidates.</param>
/// <param name="ReciprocalRank20">Mean reciprocal rank of the same.</param>
public readonly record struct RankerEpoch(
    int Epoch, int Epochs, double Loss, double HeldOutLoss, double HitRate20, double ReciprocalRank20)
{
    /// <summary>The mean of what several networks came to.</summary>
    internal static RankerEpoch MeanOf(IReadOnlyList<RankerEpoch> epochs) => new(
        (int)Math.Round(epochs.Average(epoch => epoch.Epoch)),
        epochs[0].Epochs,
        epochs.Average(epoch => epoch.Loss),
        epochs.Average(epoch => epoch.HeldOutLoss),
        epochs.Average(epoch => epoch.HitRate20),
        epochs.Average(epoch => epoch.ReciprocalRank20));
}
