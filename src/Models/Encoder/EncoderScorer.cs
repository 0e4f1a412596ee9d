using System.Numerics.Tensors;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Encoder;

/// <summary>Scores of all items for a block of queries, as one product. For one thread.</summary>
public sealed class EncoderScorer
{
    private readonly GemmRight _items;
    private readonly MatrixProduct _product = new();
    private readonly int _dimensions;
    private readonly float _sharpness;

    internal EncoderScorer(EncoderModel model)
    {
        _items = new GemmRight();
        _items.PackTransposed(model.ItemVectorValues, model.Dimensions, model.Items);
        (_dimensions, _sharpness) = (model.Dimensions, 1 / model.Settings.Temperature);
    }

    private EncoderScorer(EncoderScorer other) =>
        (_items, _dimensions, _sharpness) = (other._items, other._dimensions, other._sharpness);

    /// <summary>A scorer for another thread over the same items.</summary>
    public EncoderScorer Clone() => new(this);

    /// <summary>cos/τ of every query with every item.</summary>
    /// <param name="queries">B×D, each row of length 1.</param>
    /// <param name="scores">B×N.</param>
    public void ScoreAll(ReadOnlySpan<float> queries, Span<float> scores)
    {
        var rows = queries.Length / _dimensions;
        _product.Multiply(queries, rows, _items, scores);
        TensorPrimitives.Multiply(scores[..(rows * _items.Columns)], _sharpness, scores);
    }
}
