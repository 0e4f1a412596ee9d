namespace StreamReco.Models.Training.Encoder;

/// <summary>Where the training of an encoder stands.</summary>
/// <param name="Epoch">The epoch that runs, from 1.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="Done">Positions trained in this epoch.</param>
/// <param name="Of">Positions of an epoch.</param>
/// <param name="Loss">Mean loss of this epoch so far; NaN before its first batch.</param>
/// <param name="Validation">Figures after the last finished epoch; null where there are none yet.</param>
/// <param name="Remaining">Estimated time to the end; null at the start.</param>
public readonly record struct EncoderProgress(
    int Epoch, int Epochs, long Done, long Of, double Loss, EncoderFigures? Validation, TimeSpan? Remaining);
