using System.Numerics.Tensors;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Training.Ranker;

/// <summary>
/// Loss and gradient of one query after the other: cross entropy of the softmax over its candidates. One thread.
/// </summary>
internal sealed class RankerGradient(RankExamples examples, FeatureScaling scaling, int hidden, int candidatesMax)
{
    /// <summary>A candidate of less probability than this moves nothing.</summary>
    private const float Negligible = 1e-7f;

    private readonly int _width = examples.Features;
    private readonly float[] _features = new float[candidatesMax * examples.Features];
    private readonly float[] _z = new float[candidatesMax * hidden];
    private readonly float[] _activations = new float[candidatesMax * hidden];
    private readonly float[] _slopes = new float[candidatesMax * hidden];
    private readonly float[] _scores = new float[candidatesMax];

    /// <summary>The gradient so far.</summary>
    public RankerWeights Sum { get; } = new(examples.Features, hidden);

    /// <summary>Adds the gradient of one query.</summary>
    /// <returns>Its loss, nats.</returns>
    public double Add(RankerWeights weights, int query)
    {
        var (count, lengthClass, target) = Forward(weights, query);
        var scores = _scores.AsSpan(0, count);
        var loss = LossOf(scores, target);
        TensorPrimitives.SoftMax(scores, scores);
        scores[target] -= 1;
        var linear = Sum.LinearOf(lengthClass);
        for (var candidate = 0; candidate < count; candidate++)
        {
            var delta = scores[candidate];
            if (Math.Abs(delta) < Negligible)
            {
                continue;
            }

            var x = _features.AsSpan(candidate * _width, _width);
            var slope = _slopes.AsSpan(candidate * hidden, hidden);
            TensorPrimitives.MultiplyAdd(x, delta, linear, linear);
            TensorPrimitives.MultiplyAdd(
                _activations.AsSpan(candidate * hidden, hidden), delta, Sum.OutputWeights, Sum.OutputWeights);
            TensorPrimitives.Multiply(slope, weights.OutputWeights, slope);
            TensorPrimitives.Multiply(slope, delta, slope);
            TensorPrimitives.Add(Sum.HiddenBias, slope, Sum.HiddenBias);
            HiddenLayer.AddGradient(x, slope, Sum.HiddenWeights);
        }

        return loss;
    }

    /// <summary>Loss of a query and the rank of its answer, from 1; ties count against it.</summary>
    public (double Loss, int Rank) Judge(RankerWeights weights, int query)
    {
        var (count, _, target) = Forward(weights, query);
        var scores = _scores.AsSpan(0, count);
        var rank = 0;
        foreach (var score in scores)
        {
            rank += score >= scores[target] ? 1 : 0;
        }

        return (LossOf(scores, target), rank);
    }

    private (int Count, int LengthClass, int Target) Forward(RankerWeights weights, int query)
    {
        var features = examples.Unpack(query, _features);
        scaling.Apply(features);
        var (lengthClass, target) = examples.LabelOf(query);
        var count = features.Length / _width;
        for (var candidate = 0; candidate < count; candidate++)
        {
            HiddenLayer.Forward(
                features.Slice(candidate * _width, _width),
                weights.HiddenWeights,
                weights.HiddenBias,
                _z.AsSpan(candidate * hidden, hidden));
        }

        var cells = count * hidden;
        Gelu.Apply(_z.AsSpan(0, cells), _activations.AsSpan(0, cells), _slopes.AsSpan(0, cells));
        for (var candidate = 0; candidate < count; candidate++)
        {
            _scores[candidate] =
                TensorPrimitives.Dot(features.Slice(candidate * _width, _width), weights.LinearOf(lengthClass))
                + TensorPrimitives.Dot<float>(_activations.AsSpan(candidate * hidden, hidden), weights.OutputWeights);
        }

        return (count, lengthClass, target);
    }

    private static double LossOf(ReadOnlySpan<float> scores, int target)
    {
        var highest = TensorPrimitives.Max(scores);
        var sum = 0.0;
        foreach (var score in scores)
        {
            sum += Math.Exp(score - highest);
        }

        return Math.Log(sum) + highest - scores[target];
    }
}
