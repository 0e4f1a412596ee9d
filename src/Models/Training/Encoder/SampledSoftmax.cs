using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamReco.Models.Encoder;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Training.Encoder;

/// <summary>
/// Cross-entropy of cos(query, item)/τ over the target and the shared negatives, corrected for how they were drawn
/// (Bengio and Senécal 2008; Yi et al., "Sampling-Bias-Corrected Neural Modeling", 2019).
/// </summary>
internal sealed class SampledSoftmax(EncoderSettings settings)
{
    /// <summary>Rows whose scores stand in memory at once: with 2,048 negatives they fit the second-level cache.</summary>
    private const int BlockRows = 96;

    private readonly float _sharpness = 1 / settings.Temperature;
    private readonly MatrixProduct _product = new();
    private readonly GemmRight _right = new();
    private readonly Matrix _units = new(settings.Dimensions);
    private readonly Matrix _gradient = new(settings.Dimensions);
    private float[] _lengths = [];
    private float[] _scores = [];

    /// <summary>The gradients of the targets' vectors after <see cref="Run"/>, one row a position.</summary>
    public Matrix TargetGradients { get; } = new(settings.Dimensions);

    /// <summary>The gradients of the negatives' vectors after <see cref="Run"/>, one row a column.</summary>
    public Matrix NegativeGradients { get; } = new(settings.Dimensions);

    /// <summary>Writes the gradients; <paramref name="queries"/> becomes its own gradient.</summary>
    /// <param name="sessions">Targets and weights.</param>
    /// <param name="queries">Queries of any length.</param>
    /// <param name="targets">Unit vectors of the targets; undefined where there is none.</param>
    /// <param name="negatives">Loaded.</param>
    /// <param name="scale">Factor of every weight.</param>
    /// <returns>Σ weight·loss, without <paramref name="scale"/>.</returns>
    public double Run(PackedSessions sessions, Matrix queries, Matrix targets, Negatives negatives, float scale)
    {
        Normalize(queries);
        NegativeGradients.Clear(negatives.Items.Length);
        TargetGradients.Resize(queries.Rows);
        _gradient.Resize(queries.Rows);
        var loss = 0.0;
        for (var first = 0; first < queries.Rows; first += BlockRows)
        {
            loss += Block(sessions, targets, negatives, scale, first, Math.Min(BlockRows, queries.Rows - first));
        }

        ToRaw(queries);
        return loss;
    }

    private double Block(
        PackedSessions sessions, Matrix targets, Negatives negatives, float scale, int first, int count)
    {
        var (d, columns) = (_units.Columns, negatives.Items.Length);
        if (_scores.Length < BlockRows * columns)
        {
            _scores = GC.AllocateUninitializedArray<float>(BlockRows * columns);
        }

        var units = _units.Values.Slice(first * d, count * d);
        var scores = _scores.AsSpan(0, count * columns);
        _product.Multiply(units, count, negatives.ForScores, scores);
        var loss = 0.0;
        for (var i = 0; i < count; i++)
        {
            loss += Position(
                sessions, targets, negatives, scale, first + i, scores.Slice(i * columns, columns));
        }

        var gradient = _gradient.Values.Slice(first * d, count * d);
        _product.Multiply(scores, count, negatives.ForSums, gradient, add: true);
        _right.Pack(units, count, d);
        _product.MultiplyTransposed(scores, columns, _right, NegativeGradients.Values, add: true);
        return loss;
    }

    /// <summary>Turns the cosines of one position into the gradient of the loss by each.</summary>
    private double Position(
        PackedSessions sessions, Matrix targets, Negatives negatives, float scale, int at, Span<float> row)
    {
        var (target, weight) = (sessions.Targets[at], sessions.Weights[at]);
        if (target < 0)
        {
            row.Clear();
            _gradient.Row(at).Clear();
            TargetGradients.Row(at).Clear();
            return 0;
        }

        // A cosine is at most 1: less 1/τ no exponent is above the correction, and no maximum has to be sought.
        Sharpen(row, negatives.Corrections);
        if (negatives.ColumnOf(target) is >= 0 and var column)
        {
            row[column] = float.NegativeInfinity;
        }

        TensorPrimitives.Exp(row, row);
        var score = (TensorPrimitives.Dot<float>(_units.Row(at), targets.Row(at)) - 1) * _sharpness;
        var own = MathF.Exp(score);
        var total = TensorPrimitives.Sum<float>(row) + own;
        var slope = weight * scale * _sharpness;
        TensorPrimitives.Multiply(row, slope / total, row);
        var pull = slope * ((own / total) - 1);
        TensorPrimitives.Multiply(targets.Row(at), pull, _gradient.Row(at));
        TensorPrimitives.Multiply(_units.Row(at), pull, TargetGradients.Row(at));
        return weight * (Math.Log(total) - score);
    }

    /// <summary>cosine/τ + correction − 1/τ in one pass.</summary>
    private void Sharpen(Span<float> row, ReadOnlySpan<float> corrections)
    {
        var (lanes, sharpness, i) = (Vector512<float>.Count, Vector512.Create(_sharpness), 0);
        ref var value = ref MemoryMarshal.GetReference(row);
        ref var correction = ref MemoryMarshal.GetReference(corrections[..row.Length]);
        for (; i <= row.Length - lanes; i += lanes)
        {
            var at = (nuint)i;
            var corrected = (Vector512.LoadUnsafe(ref value, at) * sharpness) + Vector512.LoadUnsafe(ref correction, at);
            (corrected - sharpness).StoreUnsafe(ref value, at);
        }

        for (; i < row.Length; i++)
        {
            row[i] = (row[i] * _sharpness) + corrections[i] - _sharpness;
        }
    }

    private void Normalize(Matrix queries)
    {
        _units.Resize(queries.Rows);
        if (_lengths.Length < queries.Rows)
        {
            _lengths = new float[queries.Rows * 2];
        }

        for (var row = 0; row < queries.Rows; row++)
        {
            _lengths[row] = UnitRows.Normalize(queries.Row(row), _units.Row(row));
        }
    }

    private void ToRaw(Matrix queries)
    {
        for (var row = 0; row < queries.Rows; row++)
        {
            UnitRows.Backward(_units.Row(row), _lengths[row], _gradient.Row(row), queries.Row(row));
        }
    }
}
