using StreamReco.Models.Encoder;

namespace StreamReco.Models.Training.Encoder;

/// <summary>Everything that a training changes: the item vectors, the network's parameters and their moments.</summary>
internal sealed class EncoderWeights
{
    public EncoderWeights(EncoderSettings settings, int items)
    {
        (Items, Dimensions) = (items, settings.Dimensions);
        var network = settings.Network();
        ItemVectors = new float[items * Dimensions];
        ItemUnits = new float[items * Dimensions];
        Parameters = new float[network.Layout.Length];
        ItemMoments = new AdamState(ItemVectors.Length);
        ParameterMoments = new AdamState(Parameters.Length);
        network.Initialize(Parameters, new SeededBits(settings.Seed, part: 1));
        var bits = new SeededBits(settings.Seed, part: 2);
        var limit = 1 / Math.Sqrt(Dimensions);
        foreach (ref var value in ItemVectors.AsSpan())
        {
            value = (float)(limit * ((2 * bits.NextDouble()) - 1));
        }

        NormalizeAll();
    }

    public int Items { get; }

    public int Dimensions { get; }

    /// <summary>N×D, of any length.</summary>
    public float[] ItemVectors { get; }

    /// <summary>N×D, of length 1: what is scored. Follows <see cref="ItemVectors"/>.</summary>
    public float[] ItemUnits { get; }

    public float[] Parameters { get; }

    public AdamState ItemMoments { get; }

    public AdamState ParameterMoments { get; }

    /// <summary>Steps taken.</summary>
    public long Step { get; set; }

    public Span<float> UnitOf(int item) => ItemUnits.AsSpan(item * Dimensions, Dimensions);

    /// <summary>Steps one item's vector along the gradient of its unit vector.</summary>
    /// <param name="item">The row.</param>
    /// <param name="gradient">By the unit vector; scratch after the call.</param>
    /// <param name="rate">Of <see cref="AdamState.CorrectedRate"/>.</param>
    public void StepItem(int item, Span<float> gradient, float rate)
    {
        var offset = item * Dimensions;
        var vector = ItemVectors.AsSpan(offset, Dimensions);
        var unit = UnitOf(item);
        var length = UnitRows.LengthOf(vector); // the unit vector follows it already
        UnitRows.Backward(unit, length, gradient, gradient);
        ItemMoments.Step(vector, gradient, offset, rate);
        UnitRows.Normalize(vector, unit);
    }

    public void NormalizeAll()
    {
        for (var item = 0; item < Items; item++)
        {
            UnitRows.Normalize(ItemVectors.AsSpan(item * Dimensions, Dimensions), UnitOf(item));
        }
    }
}
