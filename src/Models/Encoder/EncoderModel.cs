namespace StreamReco.Models.Encoder;

/// <summary>A trained session encoder: immutable, for any number of threads.</summary>
public sealed class EncoderModel
{
    internal EncoderModel(EncoderSettings settings, int items, float[] itemVectors, float[] parameters)
    {
        Settings = settings;
        Items = items;
        ItemVectorValues = itemVectors;
        Parameters = parameters;
        Layout = settings.Network().Layout;
    }

    /// <summary>What it was trained with; form, sizes and τ describe the model.</summary>
    public EncoderSettings Settings { get; }

    /// <summary>N.</summary>
    public int Items { get; }

    /// <summary>D.</summary>
    public int Dimensions => Settings.Dimensions;

    /// <summary>N×D, each row of length 1. The score of an item is the dot product with the query, divided by τ.</summary>
    public ReadOnlySpan<float> ItemVectors => ItemVectorValues;

    internal float[] ItemVectorValues { get; }

    internal float[] Parameters { get; }

    /// <summary>Where each matrix lies in <see cref="Parameters"/>.</summary>
    internal ParameterLayout Layout { get; }

    /// <summary>The item's vector, of length 1.</summary>
    public ReadOnlySpan<float> VectorOf(int row) => ItemVectors.Slice(row * Dimensions, Dimensions);

    /// <summary>An encoder of one thread.</summary>
    public SessionEncoder CreateEncoder() => new(this);

    /// <summary>A scorer of all items, of one thread; several threads may share what it prepares by cloning.</summary>
    public EncoderScorer CreateScorer() => new(this);
}
