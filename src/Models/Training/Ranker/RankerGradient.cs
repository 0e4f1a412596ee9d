using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamReco.Models.LinearAlgebra;
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
    private readonly MatrixProduct _product = new();
    private readonly GemmRight _right = new();

    /// <summary>The gradient so far.</summary>
    public RankerWeights Sum { get; } = new(examples.Features, hidden);

    /// <summary>Adds the gradient of one query.</summary>
    /// <returns>Its loss, nats.</returns>
    public double Add(RankerWeights weights, int query)
    {
        var (count, lengthClass, target) = Forward(weights, query);
        var scores = _scores.AsSpan(0, count);
        var loss = LossOf(scores, target);
        Softmax.Apply(scores);
        scores[target] -= 1;
        var kept = Keep(count);
        var linear = Sum.LinearOf(lengthClass);
        for (var candidate = 0; candidate < kept; candidate++)
        {
            TensorPrimitives.MultiplyAdd(_features.AsSpan(candidate * _width, _width), scores[candidate], linear, linear);
        }

        AddOutput(weights.OutputWeights, kept);
        _right.Pack(_slopes, kept, hidden);
        _product.ContinueTransposed(_features, _width, _right, Sum.HiddenWeights);
        return loss;
    }

    /// <summary>Moves the candidates that move something together, in their order.</summary>
    /// <returns>Their number.</returns>
    private int Keep(int count)
    {
        var kept = 0;
        for (var candidate = 0; candidate < count; candidate++)
        {
            if (Math.Abs(_scores[candidate]) < Negligible)
            {
                continue;
            }

            if (kept < candidate)
            {
                _scores[kept] = _scores[candidate];
                _features.AsSpan(candidate * _width, _width).CopyTo(_features.AsSpan(kept * _width));
                _activations.AsSpan(candidate * hidden, hidden).CopyTo(_activations.AsSpan(kept * hidden));
                _slopes.AsSpan(candidate * hidden, hidden).CopyTo(_slopes.AsSpan(kept * hidden));
            }

            kept++;
        }

        return kept;
    }

    /// <summary>
    /// Adds the gradients of the output weights and of the hidden bias, candidate by candidate, and turns the slopes into
    /// the derivatives of the loss by z.
    /// </summary>
    private void AddOutput(ReadOnlySpan<float> outputWeights, int count)
    {
        ref var activations = ref MemoryMarshal.GetArrayDataReference(_activations);
        ref var slopes = ref MemoryMarshal.GetArrayDataReference(_slopes);
        for (var unit = 0; unit < hidden; unit += Vector512<float>.Count)
        {
            var weight = Vector512.Create(outputWeights[unit..]);
            var output = Vector512.Create(Sum.OutputWeights[unit..]);
            var bias = Vector512.Create(Sum.HiddenBias[unit..]);
            for (var candidate = 0; candidate < count; candidate++)
            {
                var (at, delta) = ((nuint)((candidate * hidden) + unit), Vector512.Create(_scores[candidate]));
                output = (Vector512.LoadUnsafe(ref activations, at) * delta) + output;
                var slope = Vector512.LoadUnsafe(ref slopes, at) * weight * delta;
                slope.StoreUnsafe(ref slopes, at);
                bias += slope;
            }

            output.CopyTo(Sum.OutputWeights[unit..]);
            bias.CopyTo(Sum.HiddenBias[unit..]);
        }
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
            weights.HiddenBias.CopyTo(_z.AsSpan(candidate * hidden));
        }

        _right.Pack(weights.HiddenWeights, _width, hidden);
        _product.Continue(features, count, _right, _z);
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
