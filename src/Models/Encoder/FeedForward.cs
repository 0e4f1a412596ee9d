using System.Numerics.Tensors;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Encoder;

/// <summary>Two linear maps with SiLU (x·σ(x)) between them.</summary>
internal sealed class FeedForward
{
    private readonly LinearMap _widen;
    private readonly LinearMap _narrow;
    private readonly Matrix _inner;
    private readonly Matrix _gate;
    private readonly Matrix _active;
    private readonly Matrix _gradient;

    public FeedForward(ParameterLayout layout, string name, int width, int innerWidth)
    {
        _widen = new LinearMap(layout, name + ".widen", width, innerWidth);
        _narrow = new LinearMap(layout, name + ".narrow", innerWidth, width);
        _inner = new Matrix(innerWidth);
        _gate = new Matrix(innerWidth);
        _active = new Matrix(innerWidth);
        _gradient = new Matrix(innerWidth);
    }

    public void Forward(float[] parameters, Matrix x, Matrix y)
    {
        _widen.Forward(parameters, x, _inner);
        TensorPrimitives.Sigmoid(_inner.Values, _gate.Resize(x.Rows).Values);
        TensorPrimitives.Multiply(_inner.Values, _gate.Values, _active.Resize(x.Rows).Values);
        _narrow.Forward(parameters, _active, y);
    }

    /// <summary>Adds the gradient of x to <paramref name="dx"/>.</summary>
    public void Backward(float[] parameters, float[] gradients, Matrix x, Matrix dy, Matrix dx)
    {
        var gradient = _gradient.Resize(dy.Rows);
        _narrow.Backward(parameters, gradients, _active, dy, gradient, add: false);

        // (x·σ)' = σ + x·σ·(1 − σ) = σ + y·(1 − σ), into the memory of x.
        var slope = _inner.Values;
        TensorPrimitives.Multiply(_active.Values, _gate.Values, slope);
        TensorPrimitives.Subtract(_active.Values, slope, slope);
        TensorPrimitives.Add(slope, _gate.Values, slope);
        TensorPrimitives.Multiply(gradient.Values, slope, gradient.Values);
        _widen.Backward(parameters, gradients, x, gradient, dx, add: true);
    }
}
