namespace StreamReco.Models.Features;

/// <summary>
/// The shape of a model's input and output, baked into its graph and checked when it is loaded.
/// </summary>
/// <param name="Dimensions">D, length of the user vector.</param>
/// <param name="RecentItems">L, recent items handed to the graph, newest first, padded with row N (a zero vector).</param>
/// <param name="Candidates">K, candidates that the graph returns.</param>
/// <param name="RecentDecay">Weight of the l-th recent item is RecentDecay^l, l from 0; from 0 to 1.</param>
public sealed record FeatureLayout(int Dimensions, int RecentItems, int Candidates, float RecentDecay)
{
    // Multiples of 2⁻¹⁶: up to 64 of them add up without rounding, in any order. The runtime picks the order by where a
    // row lies in memory, and an answer must hang neither on that nor on who else is in the batch.
    private const float WeightSteps = 65_536f;

    /// <summary>The weight of a recent item, rounded so that weights add up exactly.</summary>
    /// <param name="place">l, from 0 for the newest item.</param>
    public float WeightOf(int place) => MathF.Round(MathF.Pow(RecentDecay, place) * WeightSteps) / WeightSteps;

    /// <summary>The layout in one line; its hash stands in the manifest.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"v1 user_vector[{Dimensions}] recent_items[{RecentItems}] recent_weights[{RecentItems}] decay {RecentDecay:R} -> item_ids[{Candidates}] item_scores[{Candidates}]");
}
