using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Scoring;

/// <summary>
/// Scores candidates by a ranker without a runtime: the product with the hidden weights for some candidates at a time, then their
/// activations while they are in the cache. For one thread.
/// </summary>
internal sealed class RankScorer : IBatchScorer<RankRequest>
{
    /// <summary>Candidates whose hidden layer is in the cache together: whole tiles of the product.</summary>
    private const int TileRows = 2 * GemmKernel.Rows;

    private readonly RankerModel _model;
    private readonly MatrixProduct _product = new();
    private readonly GemmRight _weights = new();
    private readonly float[] _hidden;

    /// <param name="model">The ranker.</param>
    /// <param name="batchSizeMax">The most requests of a call.</param>
    public RankScorer(RankerModel model, int batchSizeMax)
    {
        (_model, BatchSizeMax) = (model, batchSizeMax);
        _weights.Pack(model.HiddenWeights, model.Features, model.Hidden);
        _hidden = new float[TileRows * model.Hidden];
    }

    public string Provider => ExecutionProvider.Cpu;

    public int BatchSizeMax { get; }

    public void Score(IReadOnlyList<RankRequest> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            Score(batch[i]);
        }
    }

    public void Dispose()
    {
        // Nothing but memory is held.
    }

    private void Score(RankRequest request)
    {
        var linear = _model.LinearOf(request.LengthClass);
        for (var first = 0; first < request.Count; first += TileRows)
        {
            var rows = Math.Min(TileRows, request.Count - first);
            var features = request.Features.AsSpan(first * request.Width, rows * request.Width);
            _product.Multiply(features, rows, _weights, _hidden);
            for (var row = 0; row < rows; row++)
            {
                var hidden = _hidden.AsSpan(row * _model.Hidden, _model.Hidden);
                request.Scores[first + row] = OrderedDot.Of(linear, features.Slice(row * request.Width, request.Width))
                    + GeluSum.Of(hidden, _model.HiddenBias, _model.OutputWeights);
            }
        }
    }
}
