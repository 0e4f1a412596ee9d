namespace StreamReco.Models.Encoder;

/// <summary>The encoder's item space: cosines between items, and scores of items for an encoded query.</summary>
/// <param name="Dimensions">D.</param>
/// <param name="Values">N×D by rows, unit length.</param>
/// <param name="ScoreScale">One by the temperature τ: score = q·e / τ.</param>
public sealed record ItemVectors(int Dimensions, float[] Values, float ScoreScale)
{
    /// <summary>The vector of an item.</summary>
    public ReadOnlySpan<float> Of(int row) => Values.AsSpan(row * Dimensions, Dimensions);

    /// <summary>The vectors of an encoder.</summary>
    public static ItemVectors Of(EncoderModel encoder) =>
        new(encoder.Dimensions, encoder.ItemVectorValues, 1 / encoder.Settings.Temperature);
}
