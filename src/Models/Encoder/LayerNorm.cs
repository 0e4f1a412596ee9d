using System.Numerics.Tensors;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Encoder;

/// <summary>Layer normalization by rows (Ba, Kiros and Hinton 2016): y = (x − mean)/√(variance + ε)·g + b.</summary>
internal sealed class LayerNorm
{
    public const float Epsilon = 1e-5f;

    private readonly ParameterSlice _gain;
    private readonly ParameterSlice _bias;
    private readonly Matrix _normal;
    private readonly float[] _row;
    private float[] _scales = [];

    public LayerNorm(ParameterLayout layout, string name, int width)
    {
        _gain = layout.Add(name + ".gain", 1, width);
        _bias = layout.Add(name + ".bias", 1, width);
        _normal = new Matrix(width);
        _row = new float[width];
    }

    public ParameterSlice Gain => _gain;

    public void Forward(float[] parameters, Matrix x, Matrix y)
    {
        _normal.Resize(x.Rows);
        y.Resize(x.Rows);
        if (_scales.Length < x.Rows)
        {
            _scales = new float[x.Rows * 2];
        }

        for (var row = 0; row < x.Rows; row++)
        {
            var normal = _normal.Row(row);
            TensorPrimitives.Subtract(x.Row(row), TensorPrimitives.Sum(x.Row(row)) / x.Columns, normal);
            var variance = TensorPrimitives.SumOfSquares(normal) / x.Columns;
            _scales[row] = 1 / MathF.Sqrt(variance + Epsilon);
            TensorPrimitives.Multiply(normal, _scales[row], normal);
            TensorPrimitives.MultiplyAdd(normal, _gain.Of(parameters), _bias.Of(parameters), y.Row(row));
        }
    }

    /// <summary>Turns the gradient of y, in place, into that of x.</summary>
    public void Backward(float[] parameters, float[] gradients, Matrix dy)
    {
        var gain = _gain.Of(gradients);
        var bias = _bias.Of(gradients);
        for (var row = 0; row < dy.Rows; row++)
        {
            var gradient = dy.Row(row);
            var normal = _normal.Row(row);
            TensorPrimitives.MultiplyAdd(gradient, normal, gain, gain);
            TensorPrimitives.Add(bias, gradient, bias);
            TensorPrimitives.Multiply(gradient, _gain.Of(parameters), _row);
            var mean = TensorPrimitives.Sum<float>(_row) / _row.Length;
            var along = TensorPrimitives.Dot<float>(_row, normal) / _row.Length;
            TensorPrimitives.MultiplyAdd(normal, -along, _row, gradient);
            TensorPrimitives.Subtract(gradient, mean, gradient);
            TensorPrimitives.Multiply(gradient, _scales[row], gradient);
        }
    }
}
