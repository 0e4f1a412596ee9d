using System.Numerics.Tensors;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Encoder;

/// <summary>
/// Attention of every position over itself and the positions before it in its session, at most a window of them:
/// weights softmax(qᵀk·scale + bias by distance [+ bias by time gap]), one set of weights a head.
/// </summary>
/// <remarks>
/// Biases instead of position vectors (Raffel et al., "Exploring the Limits of Transfer Learning", 2020), so that a
/// position looks the same wherever its session began.
/// </remarks>
internal sealed class CausalAttention
{
    private readonly int _heads;
    private readonly int _window;
    private readonly float _scale;
    private readonly ParameterSlice _distance;
    private readonly ParameterSlice? _gap;
    private readonly float[] _gradient;
    private float[] _weights = [];
    private int[] _offsets = [];

    public CausalAttention(ParameterLayout layout, string name, int heads, int window, float scale, bool gaps)
    {
        (_heads, _window, _scale) = (heads, window, scale);
        _distance = layout.Add(name + ".distance", heads, window);
        _gap = gaps ? layout.Add(name + ".gap", heads, TimeGap.Buckets) : null;
        _gradient = new float[window];
    }

    public ParameterSlice Distance => _distance;

    /// <summary>output = Σ weight·value, head by head.</summary>
    public void Forward(float[] parameters, PackedSessions sessions, in Operands x, Matrix output)
    {
        Arrange(sessions);
        output.Clear(x.Queries.Rows);
        for (var session = 0; session < sessions.Sessions; session++)
        {
            var start = sessions.StartOf(session);
            for (var at = start; at < sessions.StartOf(session + 1); at++)
            {
                for (var head = 0; head < _heads; head++)
                {
                    var weights = WeightsOf(at, head);
                    for (var distance = 0; distance < weights.Length; distance++)
                    {
                        var dot = TensorPrimitives.Dot(
                            Head(x.Queries, at, head), Head(x.Keys, at - distance, head));
                        weights[distance] = (dot * _scale) + Bias(parameters, sessions, head, at, distance);
                    }

                    Softmax.Apply(weights);
                    var sum = Head(output, at, head);
                    for (var distance = 0; distance < weights.Length; distance++)
                    {
                        TensorPrimitives.MultiplyAdd(
                            Head(x.Values, at - distance, head), weights[distance], sum, sum);
                    }
                }
            }
        }
    }

    /// <summary>Adds to the gradients of the biases, the queries, the keys and the values.</summary>
    public void Backward(
        float[] gradients, PackedSessions sessions, in Operands x, Matrix output, in Operands dx)
    {
        for (var session = 0; session < sessions.Sessions; session++)
        {
            for (var at = sessions.StartOf(session); at < sessions.StartOf(session + 1); at++)
            {
                for (var head = 0; head < _heads; head++)
                {
                    BackwardOf(gradients, sessions, x, Head(output, at, head), dx, at, head);
                }
            }
        }
    }

    private void BackwardOf(
        float[] gradients,
        PackedSessions sessions,
        in Operands x,
        Span<float> output,
        in Operands dx,
        int at,
        int head)
    {
        var weights = WeightsOf(at, head);
        var slope = _gradient.AsSpan(0, weights.Length);
        for (var distance = 0; distance < weights.Length; distance++)
        {
            slope[distance] = TensorPrimitives.Dot(output, Head(x.Values, at - distance, head));
            var values = Head(dx.Values, at - distance, head);
            TensorPrimitives.MultiplyAdd(output, weights[distance], values, values);
        }

        TensorPrimitives.Subtract(slope, TensorPrimitives.Dot(weights, slope), slope);
        TensorPrimitives.Multiply(slope, weights, slope);
        var bias = _distance.Of(gradients).Slice(head * _window, weights.Length);
        TensorPrimitives.Add(bias, slope, bias);
        AddGaps(gradients, sessions, slope, at, head);
        TensorPrimitives.Multiply(slope, _scale, slope);
        var query = Head(x.Queries, at, head);
        var dq = Head(dx.Queries, at, head);
        for (var distance = 0; distance < weights.Length; distance++)
        {
            TensorPrimitives.MultiplyAdd(Head(x.Keys, at - distance, head), slope[distance], dq, dq);
            var keys = Head(dx.Keys, at - distance, head);
            TensorPrimitives.MultiplyAdd(query, slope[distance], keys, keys);
        }
    }

    private void AddGaps(float[] gradients, PackedSessions sessions, Span<float> slope, int at, int head)
    {
        if (_gap is not { } gap)
        {
            return;
        }

        var sums = gap.Of(gradients).Slice(head * TimeGap.Buckets, TimeGap.Buckets);
        for (var distance = 0; distance < slope.Length; distance++)
        {
            sums[sessions.GapBetween(at, at - distance)] += slope[distance];
        }
    }

    private float Bias(float[] parameters, PackedSessions sessions, int head, int at, int distance)
    {
        var bias = _distance.Of(parameters)[(head * _window) + distance];
        return _gap is { } gap
            ? bias + gap.Of(parameters)[(head * TimeGap.Buckets) + sessions.GapBetween(at, at - distance)]
            : bias;
    }

    private void Arrange(PackedSessions sessions)
    {
        if (_offsets.Length <= sessions.Count)
        {
            _offsets = new int[(sessions.Count + 1) * 2];
        }

        for (var session = 0; session < sessions.Sessions; session++)
        {
            var start = sessions.StartOf(session);
            for (var at = start; at < sessions.StartOf(session + 1); at++)
            {
                _offsets[at + 1] = _offsets[at] + Math.Min(at - start + 1, _window);
            }
        }

        var size = _offsets[sessions.Count] * _heads;
        if (_weights.Length < size)
        {
            _weights = new float[size * 2];
        }
    }

    private Span<float> WeightsOf(int at, int head)
    {
        var count = _offsets[at + 1] - _offsets[at];
        return _weights.AsSpan((_offsets[at] * _heads) + (head * count), count);
    }

    private Span<float> Head(Matrix matrix, int row, int head)
    {
        var width = matrix.Columns / _heads;
        return matrix.Row(row).Slice(head * width, width);
    }

    /// <summary>Queries, keys and values, each [positions × heads·width]; or their gradients.</summary>
    internal readonly record struct Operands(Matrix Queries, Matrix Keys, Matrix Values);
}
