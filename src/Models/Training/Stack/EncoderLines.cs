using StreamReco.Models.Training.Encoder;

namespace StreamReco.Models.Training.Stack;

/// <summary>Tells of an encoder's training as a step of the whole.</summary>
internal sealed class EncoderLines(string name, StepProgress steps) : IProgress<EncoderProgress>
{
    public void Report(EncoderProgress value)
    {
        var figure = value.Validation is { } judged ? FormattableString.Invariant($", HR@20 {judged.HitRate:0.0000}") : "";
        steps.Tell(
            FormattableString.Invariant($"{name} {value.Epoch} of {value.Epochs}, loss {value.Loss:0.000}{figure}"),
            (value.Epoch - 1 + ((double)value.Done / value.Of)) / value.Epochs);
    }
}
