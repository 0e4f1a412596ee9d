using StreamReco.Models.Training.Encoder;

namespace StreamReco.Models.Training.Stack;

/// <summary>Tells of an encoder's training as a step of the whole, or as one of several that share it.</summary>
/// <param name="name">What is trained.</param>
/// <param name="steps">The step.</param>
/// <param name="place">How many trainings of the step are done.</param>
/// <param name="count">How many it has.</param>
internal sealed class EncoderLines(string name, StepProgress steps, int place = 0, int count = 1) : IProgress<EncoderProgress>
{
    public void Report(EncoderProgress value)
    {
        var figure = value.Validation is { } judged ? FormattableString.Invariant($", HR@20 {judged.HitRate:0.0000}") : "";
        steps.Tell(
            FormattableString.Invariant($"{name} {value.Epoch} of {value.Epochs}, loss {value.Loss:0.000}{figure}"),
            (place + ((value.Epoch - 1 + ((double)value.Done / value.Of)) / value.Epochs)) / count);
    }
}
