namespace StreamReco.Models.Training;

/// <summary>Where a training run stands.</summary>
/// <param name="Epoch">The epoch that runs, from 1.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="Phase">What is being solved: <c>users</c>, <c>items</c>; <c>done</c> at the end of an epoch.</param>
/// <param name="Done">Rows solved of the phase.</param>
/// <param name="Of">Rows of the phase.</param>
/// <param name="Loss">The loss as of the last finished user phase; NaN before it.</param>
/// <param name="Remaining">Estimated time to the end; null until an epoch is finished.</param>
public readonly record struct TrainingProgress(
    int Epoch, int Epochs, string Phase, int Done, int Of, double Loss, TimeSpan? Remaining);
