using StreamReco.Models.Encoder;

namespace StreamReco.Models.Training.Encoder;

/// <summary>What a training came to.</summary>
/// <param name="Model">The encoder.</param>
/// <param name="Epochs">Epochs behind it: a training of the whole data without a validation part takes as many.</param>
/// <param name="Loss">Mean loss of its last epoch.</param>
/// <param name="Validation">Its figures; null without a validation part.</param>
public sealed record EncoderTraining(EncoderModel Model, int Epochs, double Loss, EncoderFigures? Validation);
