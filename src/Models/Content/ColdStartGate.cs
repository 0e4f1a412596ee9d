namespace StreamReco.Models.Content;

/// <summary>
/// How far content is trusted with items that nobody can have clicked: the chance that such an item is the next one, by
/// logistic regression on how alike it is to the newest items, held against the chance of what stands at each place of an
/// answer. Both learned in training; an item takes the first place that is worth less than it. Immutable.
/// </summary>
/// <param name="Weights">Bias and the weights of <see cref="ColdStartSimilarity"/>; empty where the gate is closed.</param>
/// <param name="PlaceRates">The chance that place k of an answer holds the next item, from place 1, not rising.</param>
public sealed record ColdStartGate(IReadOnlyList<float> Weights, IReadOnlyList<float> PlaceRates)
{
    /// <summary>Content says nothing: no item that the model does not know has a place.</summary>
    public static ColdStartGate Closed { get; } = new([], []);

    public bool IsOpen => Weights.Count > 0;

    /// <summary>The chance that an item is the next one; 0 where the gate is closed.</summary>
    public float ChanceOf(in ColdStartSimilarity likeness)
    {
        if (!IsOpen)
        {
            return 0;
        }

        Span<float> features = stackalloc float[ColdStartSimilarity.Count];
        likeness.Write(features);
        var sum = Weights[0];
        for (var i = 0; i < features.Length; i++)
        {
            sum += Weights[i + 1] * features[i];
        }

        return 1 / (1 + MathF.Exp(-sum));
    }

    /// <summary>The first place, from 1, whose chance is below <paramref name="chance"/>; 0 where there is none.</summary>
    /// <param name="chance">See <see cref="ChanceOf"/>.</param>
    /// <param name="from">The first place that may be taken.</param>
    /// <param name="to">The last one.</param>
    public int PlaceOf(float chance, int from, int to)
    {
        for (var place = from; place <= Math.Min(to, PlaceRates.Count); place++)
        {
            if (PlaceRates[place - 1] < chance)
            {
                return place;
            }
        }

        return 0;
    }
}
