namespace StreamReco.Models.Training.Encoder;

/// <summary>Validation figures of one epoch, over all items, ties against the target.</summary>
/// <param name="HitRate">HR@20.</param>
/// <param name="ReciprocalRank">MRR@20.</param>
public readonly record struct EncoderFigures(double HitRate, double ReciprocalRank)
{
    /// <summary>What the best epoch has most of.</summary>
    public double Sum => HitRate + ReciprocalRank;
}
