using StreamReco.Models.Ranking;

namespace StreamReco.Models.Training.Ranker;

/// <summary>All parameters of the ranker in one array, in the space of the scaled features.</summary>
/// <param name="features">F.</param>
/// <param name="hidden">H.</param>
internal sealed class RankerWeights(int features, int hidden)
{
    /// <summary>Linear weights, hidden weights, hidden bias, output weights, one behind the other.</summary>
    public float[] All { get; } = new float[(RankLayout.Classes * features) + (features * hidden) + (2 * hidden)];

    public int Features { get; } = features;

    public int Hidden { get; } = hidden;

    public Span<float> LinearOf(int lengthClass) => All.AsSpan(lengthClass * Features, Features);

    public Span<float> HiddenWeights => All.AsSpan(RankLayout.Classes * Features, Features * Hidden);

    public Span<float> HiddenBias => All.AsSpan(All.Length - (2 * Hidden), Hidden);

    public Span<float> OutputWeights => All.AsSpan(All.Length - Hidden, Hidden);

    /// <summary>Small random hidden weights (He et al. 2015), everything else 0: the start is the rough mix's order.</summary>
    public static RankerWeights Initial(int features, int hidden, int seed)
    {
        var weights = new RankerWeights(features, hidden);
        var random = new Random(seed);
        var bound = Math.Sqrt(3.0 / features);
        foreach (ref var weight in weights.HiddenWeights)
        {
            weight = (float)((random.NextDouble() - 0.5) * 2 * bound);
        }

        foreach (ref var weight in weights.OutputWeights)
        {
            weight = (float)((random.NextDouble() - 0.5) * 2 / Math.Sqrt(hidden));
        }

        return weights;
    }

    /// <summary>The same function on raw features.</summary>
    public RankerModel Unscaled(FeatureScaling scaling)
    {
        var model = new RankerModel(
            Features,
            Hidden,
            All[..(RankLayout.Classes * Features)],
            HiddenWeights.ToArray(),
            HiddenBias.ToArray(),
            OutputWeights.ToArray());
        for (var i = 0; i < model.Linear.Length; i++)
        {
            model.Linear[i] *= scaling.Scales[i % Features];
        }

        for (var f = 0; f < Features; f++)
        {
            for (var h = 0; h < Hidden; h++)
            {
                ref var weight = ref model.HiddenWeights[(f * Hidden) + h];
                weight *= scaling.Scales[f];
                model.HiddenBias[h] -= weight * scaling.Means[f];
            }
        }

        return model;
    }
}
