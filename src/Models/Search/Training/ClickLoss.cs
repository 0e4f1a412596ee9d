using System.Numerics.Tensors;
using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Ranking;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.Models.Search.Training;

/// <summary>
/// The weighted softmax loss of clicked searches under score = τ·(score of the first ranker) + Σ δ·(feature by its spread), and its
/// gradient. For one thread.
/// </summary>
internal sealed class ClickLoss
{
    private const int F = SearchFeatures.Count;
    private const double SpreadMin = 1e-4;

    private readonly IReadOnlyList<ClickedQuery> _queries;
    private readonly float[][] _first;
    private readonly float[] _scale = new float[F];
    private readonly float[] _weights = new float[F];
    private readonly double _gains;
    private float[] _scores = [];

    /// <param name="queries">At least one with a gain.</param>
    /// <param name="first">The ranker that training begins with.</param>
    public ClickLoss(IReadOnlyList<ClickedQuery> queries, RankerModel first)
    {
        _queries = queries;
        _first = [.. queries.Select(query => ScoresOf(query, first))];
        _gains = queries.Sum(query => (double)TensorPrimitives.Sum<float>(query.Gains));
        FillScale();
    }

    /// <summary>By feature, one by its spread within searches; 0 for one that differs in none.</summary>
    public ReadOnlySpan<float> Scale => _scale;

    /// <summary>The scores of a search's items by a ranker.</summary>
    public static float[] ScoresOf(ClickedQuery query, RankerModel ranker)
    {
        var scores = new float[query.Gains.Length];
        for (var item = 0; item < scores.Length; item++)
        {
            scores[item] = ranker.Score(query.Features.AsSpan(item * F, F), query.LengthClass);
        }

        return scores;
    }

    /// <summary>Fills the gradient of the mean loss; the decay is not in it.</summary>
    /// <param name="values">F values δ, then τ.</param>
    /// <param name="gradient">As long.</param>
    public void Fill(ReadOnlySpan<float> values, Span<float> gradient)
    {
        gradient.Clear();
        TensorPrimitives.Multiply(values[..F], _scale, _weights);
        for (var query = 0; query < _queries.Count; query++)
        {
            Add(_queries[query], _first[query], values[F], gradient);
        }

        TensorPrimitives.Multiply(gradient[..F], _scale, gradient[..F]);
        TensorPrimitives.Divide(gradient, (float)_gains, gradient);
    }

    private void Add(ClickedQuery query, float[] first, float temperature, Span<float> gradient)
    {
        var count = query.Gains.Length;
        if (_scores.Length < count)
        {
            _scores = new float[count];
        }

        var scores = _scores.AsSpan(0, count);
        for (var item = 0; item < count; item++)
        {
            scores[item] = (temperature * first[item]) + TensorPrimitives.Dot(_weights, query.Features.AsSpan(item * F, F));
        }

        Softmax.Apply(scores);
        var gain = TensorPrimitives.Sum<float>(query.Gains);
        for (var item = 0; item < count; item++)
        {
            var error = (gain * scores[item]) - query.Gains[item];
            TensorPrimitives.MultiplyAdd(query.Features.AsSpan(item * F, F), error, gradient[..F], gradient[..F]);
            gradient[F] += error * first[item];
        }
    }

    private void FillScale()
    {
        var (squares, items) = (new double[F], 0L);
        foreach (var query in _queries)
        {
            var count = query.Gains.Length;
            items += count;
            for (var f = 0; f < F; f++)
            {
                var (sum, own) = (0.0, 0.0);
                for (var item = 0; item < count; item++)
                {
                    double value = query.Features[(item * F) + f];
                    (sum, own) = (sum + value, own + (value * value));
                }

                squares[f] += Math.Max(0, own - (sum * sum / count));
            }
        }

        for (var f = 0; f < F; f++)
        {
            var spread = Math.Sqrt(squares[f] / items);
            _scale[f] = spread > SpreadMin ? (float)(1 / spread) : 0;
        }
    }
}
