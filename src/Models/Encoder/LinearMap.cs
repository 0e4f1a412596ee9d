using System.Numerics.Tensors;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Encoder;

/// <summary>y = x·W, or x·W + b.</summary>
internal sealed class LinearMap
{
    private readonly ParameterSlice _weight;
    private readonly ParameterSlice? _bias;
    private readonly GemmRight _right = new();
    private readonly MatrixProduct _product = new();

    public LinearMap(ParameterLayout layout, string name, int inputs, int outputs, bool bias = true)
    {
        _weight = layout.Add(name + ".weight", inputs, outputs);
        _bias = bias ? layout.Add(name + ".bias", 1, outputs) : null;
    }

    public ParameterSlice Weight => _weight;

    public void Forward(float[] parameters, Matrix x, Matrix y)
    {
        _right.Pack(_weight.Of(parameters), _weight.Rows, _weight.Columns);
        _product.Multiply(x.Values, x.Rows, _right, y.Resize(x.Rows).Values);
        if (_bias is { } bias)
        {
            for (var row = 0; row < y.Rows; row++)
            {
                TensorPrimitives.Add(y.Row(row), bias.Of(parameters), y.Row(row));
            }
        }
    }

    /// <summary>Adds to the gradients of W and b, and writes (or adds) that of x.</summary>
    public void Backward(float[] parameters, float[] gradients, Matrix x, Matrix dy, Matrix dx, bool add)
    {
        _right.PackTransposed(_weight.Of(parameters), _weight.Columns, _weight.Rows);
        _product.Multiply(dy.Values, dy.Rows, _right, dx.Values, add);
        _right.Pack(dy.Values, dy.Rows, dy.Columns);
        _product.MultiplyTransposed(x.Values, _weight.Rows, _right, _weight.Of(gradients), add: true);
        if (_bias is { } bias)
        {
            var sum = bias.Of(gradients);
            for (var row = 0; row < dy.Rows; row++)
            {
                TensorPrimitives.Add(sum, dy.Row(row), sum);
            }
        }
    }
}
