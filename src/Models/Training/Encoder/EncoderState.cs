namespace StreamReco.Models.Training.Encoder;

/// <summary>Where a training stands between two epochs: all that a checkpoint must hold.</summary>
internal sealed class EncoderState(EncoderWeights weights)
{
    public EncoderWeights Weights { get; } = weights;

    /// <summary>Epochs finished.</summary>
    public int Epoch { get; set; }

    /// <summary>Mean loss of the last epoch.</summary>
    public double Loss { get; set; } = double.NaN;

    /// <summary>Figures after the last epoch.</summary>
    public EncoderFigures? Figures { get; set; }

    /// <summary>Epoch with the best figures; 0 before the first.</summary>
    public int BestEpoch { get; set; }

    public double BestLoss { get; set; }

    public EncoderFigures BestFigures { get; set; }

    /// <summary>Item vectors and parameters of the best epoch; empty before the first.</summary>
    public float[] BestItemVectors { get; set; } = [];

    public float[] BestParameters { get; set; } = [];
}
