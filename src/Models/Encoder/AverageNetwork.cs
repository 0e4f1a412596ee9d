using System.Numerics.Tensors;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Encoder;

/// <summary>
/// A learned weighted average of the newest items by their distance from the end, a second one through a d×d map, and
/// the newest item through another: no attention (the AVE form of CORE, with maps).
/// </summary>
internal sealed class AverageNetwork : IEncoderNetwork
{
    private readonly int _window;
    private readonly ParameterSlice _direct;
    private readonly ParameterSlice _mapped;
    private readonly LinearMap _mapAverage;
    private readonly LinearMap _mapNewest;
    private readonly Matrix _average;
    private readonly Matrix _map;
    private readonly Matrix _dAverage;

    public AverageNetwork(EncoderSettings settings)
    {
        var d = settings.Dimensions;
        _window = settings.RecentItems;
        _direct = Layout.Add("average.direct", 1, _window);
        _mapped = Layout.Add("average.mapped", 1, _window);
        _mapAverage = new LinearMap(Layout, "average.map", d, d, bias: false);
        _mapNewest = new LinearMap(Layout, "average.newest", d, d, bias: false);
        (_average, _map, _dAverage) = (new Matrix(d), new Matrix(d), new Matrix(d));
    }

    public ParameterLayout Layout { get; } = new();

    public void Initialize(float[] parameters, SeededBits bits)
    {
        for (var distance = 0; distance < _window; distance++)
        {
            _direct.Of(parameters)[distance] = _mapped.Of(parameters)[distance] = MathF.Exp(-distance / 3f);
        }

        foreach (var map in (LinearMap[])[_mapAverage, _mapNewest])
        {
            foreach (ref var value in map.Weight.Of(parameters))
            {
                value = (float)(0.02 * ((2 * bits.NextDouble()) - 1));
            }
        }
    }

    public void Forward(float[] parameters, PackedSessions sessions, Matrix inputs, Matrix queries)
    {
        Sum(_direct.Of(parameters), sessions, inputs, queries.Clear(inputs.Rows));
        Sum(_mapped.Of(parameters), sessions, inputs, _average.Clear(inputs.Rows));
        _mapAverage.Forward(parameters, _average, _map);
        TensorPrimitives.Add(queries.Values, _map.Values, queries.Values);
        _mapNewest.Forward(parameters, inputs, _map);
        TensorPrimitives.Add(queries.Values, _map.Values, queries.Values);
    }

    public void Backward(
        float[] parameters, float[] gradients, PackedSessions sessions, Matrix inputs, Matrix dQueries, Matrix dInputs)
    {
        _mapNewest.Backward(parameters, gradients, inputs, dQueries, dInputs.Resize(inputs.Rows), add: false);
        _mapAverage.Backward(parameters, gradients, _average, dQueries, _dAverage.Resize(inputs.Rows), add: false);
        SumBackward(_mapped, parameters, gradients, sessions, inputs, _dAverage, dInputs);
        SumBackward(_direct, parameters, gradients, sessions, inputs, dQueries, dInputs);
    }

    private void Sum(ReadOnlySpan<float> weights, PackedSessions sessions, Matrix inputs, Matrix sums)
    {
        for (var session = 0; session < sessions.Sessions; session++)
        {
            var start = sessions.StartOf(session);
            for (var at = start; at < sessions.StartOf(session + 1); at++)
            {
                var sum = sums.Row(at);
                for (var distance = 0; distance < Math.Min(at - start + 1, _window); distance++)
                {
                    TensorPrimitives.MultiplyAdd(inputs.Row(at - distance), weights[distance], sum, sum);
                }
            }
        }
    }

    private void SumBackward(
        ParameterSlice slice,
        float[] parameters,
        float[] gradients,
        PackedSessions sessions,
        Matrix inputs,
        Matrix dSums,
        Matrix dInputs)
    {
        var weights = slice.Of(parameters);
        var slopes = slice.Of(gradients);
        for (var session = 0; session < sessions.Sessions; session++)
        {
            var start = sessions.StartOf(session);
            for (var at = start; at < sessions.StartOf(session + 1); at++)
            {
                for (var distance = 0; distance < Math.Min(at - start + 1, _window); distance++)
                {
                    var dInput = dInputs.Row(at - distance);
                    slopes[distance] += TensorPrimitives.Dot<float>(dSums.Row(at), inputs.Row(at - distance));
                    TensorPrimitives.MultiplyAdd(dSums.Row(at), weights[distance], dInput, dInput);
                }
            }
        }
    }
}
