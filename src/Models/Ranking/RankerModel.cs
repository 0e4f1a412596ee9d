using System.Numerics.Tensors;

namespace StreamReco.Models.Ranking;

/// <summary>
/// The learned ranker: score = w[class]·x + v·gelu(Wᵀx + b), on raw features (their scaling is folded into the weights).
/// Immutable.
/// </summary>
/// <param name="Features">F.</param>
/// <param name="Hidden">H, a multiple of <see cref="HiddenLayer.Block"/>.</param>
/// <param name="Linear">w, <see cref="RankLayout.Classes"/>×F by rows.</param>
/// <param name="HiddenWeights">W, F×H by rows.</param>
/// <param name="HiddenBias">b, H values.</param>
/// <param name="OutputWeights">v, H values.</param>
public sealed record RankerModel(
    int Features,
    int Hidden,
    float[] Linear,
    float[] HiddenWeights,
    float[] HiddenBias,
    float[] OutputWeights)
{
    /// <summary>The linear weights of a class.</summary>
    public ReadOnlySpan<float> LinearOf(int lengthClass) => Linear.AsSpan(lengthClass * Features, Features);

    /// <summary>The score of one candidate, as the graph gives it up to rounding.</summary>
    public float Score(ReadOnlySpan<float> features, int lengthClass)
    {
        Span<float> hidden = stackalloc float[Hidden];
        HiddenLayer.Forward(features, HiddenWeights, HiddenBias, hidden);
        Gelu.Apply(hidden, hidden);
        return TensorPrimitives.Dot(LinearOf(lengthClass), features) + TensorPrimitives.Dot<float>(OutputWeights, hidden);
    }

    /// <summary>Fills the scores of <paramref name="request"/>.</summary>
    public void Score(RankRequest request)
    {
        for (var candidate = 0; candidate < request.Count; candidate++)
        {
            request.Scores[candidate] = Score(request.FeaturesOf(candidate), request.LengthClass);
        }
    }

    /// <summary>The mean of several rankers' scores, as one ranker of all their hidden units.</summary>
    /// <param name="models">At least one; of the same features.</param>
    public static RankerModel MeanOf(IReadOnlyList<RankerModel> models)
    {
        var (features, share) = (models[0].Features, 1f / models.Count);
        var (hidden, first) = (models.Sum(model => model.Hidden), 0);
        var mean = new RankerModel(
            features,
            hidden,
            new float[RankLayout.Classes * features],
            new float[features * hidden],
            new float[hidden],
            new float[hidden]);
        foreach (var model in models)
        {
            TensorPrimitives.MultiplyAdd(model.Linear, share, mean.Linear, mean.Linear);
            for (var f = 0; f < features; f++)
            {
                model.HiddenWeights.AsSpan(f * model.Hidden, model.Hidden).CopyTo(mean.HiddenWeights.AsSpan((f * hidden) + first));
            }

            model.HiddenBias.CopyTo(mean.HiddenBias, first);
            TensorPrimitives.Multiply(model.OutputWeights, share, mean.OutputWeights.AsSpan(first, model.Hidden));
            first += model.Hidden;
        }

        return mean;
    }

    /// <summary>The order of the rough mix, where there is nothing to learn from.</summary>
    public static RankerModel OfMix(RankPlan plan)
    {
        var features = plan.Layout().Features.Count;
        var linear = new float[RankLayout.Classes * features];
        for (var i = 0; i < linear.Length; i++)
        {
            linear[i] = i % features < plan.Sources.Count ? plan.Sources[i % features].Weight : 0;
        }

        return new RankerModel(
            features,
            HiddenLayer.Block,
            linear,
            new float[features * HiddenLayer.Block],
            new float[HiddenLayer.Block],
            new float[HiddenLayer.Block]);
    }
}
