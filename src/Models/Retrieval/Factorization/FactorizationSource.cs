using System.Numerics.Tensors;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Users;

namespace StreamReco.Models.Retrieval.Factorization;

/// <summary>
/// Long-term taste: items by the dot product of their factors with the user's online vector
/// (<see cref="OnlineVector"/>, what implicit ALS would give the user). For one thread.
/// </summary>
/// <remarks>
/// One pass over the factors in eight bits leaves the items whose product may be among the best, by a bound on what
/// rounding can change; the products of those alone are computed as they are. The result is that of all products.
/// </remarks>
public sealed class FactorizationSource(FactorizationIndex index) : ICandidateSource
{
    /// <summary>Names the source in plans, reasons and figures.</summary>
    public const string SourceName = "taste";

    /// <summary>Items that the source brings to an answer.</summary>
    private const int ItemsMax = 100;

    /// <summary>Half a unit in the last place of a float, relative.</summary>
    private const float FloatError = 1f / (1 << 24);

    /// <summary>Roundings beside those of the sum.</summary>
    private const int RoundingSpare = 8;

    /// <summary>What the bound itself may lose by being computed in floats.</summary>
    private const float SlackSpare = 1e-4f;

    /// <summary>Newest clicks that a reason may name.</summary>
    private const int ExplainedMax = 200;

    private readonly ItemSpace _space = index.Space;
    private readonly OnlineVector _folded = OnlineVector.Empty(index.Space);
    private readonly float[] _vector = new float[index.Space.Dimensions];
    private readonly LevelSearch _search = new(index.Levels, queries: 1, Math.Min(ItemsMax, index.Space.Count));

    public string Name => SourceName;

    /// <summary>The score of any item for the query that was scored last.</summary>
    public float ScoreOf(int row) => TensorPrimitives.Dot(_vector, _space.Factor(row));

    public void Score(in SessionQuery query, ScoreTable scores)
    {
        TakeVector(query);
        if (query.Rows.IsEmpty && query.UserVector.IsEmpty)
        {
            return;
        }

        if (!_vector.AsSpan().ContainsAnyExcept(0))
        {
            return; // no product is above 0
        }

        Search();
        var keys = _search.Found(0);
        var positive = 0;
        foreach (var key in keys)
        {
            var row = ScoredRow.RowOf(key);
            var score = Product(row);
            if (score > 0)
            {
                keys[positive++] = ScoredRow.Of(row, score);
            }
        }

        foreach (var key in keys[..ScoredRow.Order(keys[..positive], ItemsMax)])
        {
            scores.Add(ScoredRow.RowOf(key), ScoredRow.ScoreOf(key));
        }
    }

    public int Explain(in SessionQuery query, int row, Span<int> places)
    {
        var own = _space.Factor(row);
        Span<float> weights = stackalloc float[Math.Min(query.Rows.Length, ExplainedMax)];
        var offset = query.Rows.Length - weights.Length;
        for (var place = 0; place < weights.Length; place++)
        {
            weights[place] = TensorPrimitives.Dot(own, _space.Factor(query.Rows[offset + place]));
        }

        return HeaviestPlaces.Write(weights, places, offset);
    }

    /// <summary>
    /// Finds the rows whose product may be among the best. With x the vector, y a factor, x' and y' as they are rounded:
    /// |x·y − x'·y'| ≤ |x'|·|y − y'| + |x − x'|·|y|, and beside it what floats lose in adding up x·y.
    /// </summary>
    private void Search()
    {
        _search.Queries.Set(0, _vector);
        var scale = _search.Queries.Scales[0];
        var levels = _search.Queries.LevelsOf(0);
        var length = TensorPrimitives.Norm<float>(_vector) / scale;
        var error = FactorizationIndex.DistanceOf(_vector, levels, scale) / scale;
        var rounding = (_vector.Length + RoundingSpare) * FloatError * length;
        var slack = ((length + error) * index.ErrorMax) + ((error + rounding) * index.LengthMax) + 1;
        _search.Begin(0, floor: 0, slack * (1 + SlackSpare));
        _search.Run(1);
    }

    /// <summary>x·y as one chain of fused multiply-adds: the same bits wherever an item stands among others.</summary>
    private float Product(int row)
    {
        var factor = _space.Factor(row);
        var product = 0f;
        for (var k = 0; k < factor.Length; k++)
        {
            product = MathF.FusedMultiplyAdd(_vector[k], factor[k], product);
        }

        return product;
    }

    /// <summary>The vector that comes with the query, else the one that the query's session folds to.</summary>
    private void TakeVector(in SessionQuery query)
    {
        if (!query.UserVector.IsEmpty)
        {
            query.UserVector.CopyTo(_vector);
            return;
        }

        _folded.Reset(_space);
        for (var place = query.SessionStart; place < query.Rows.Length; place++)
        {
            var weight = query.Types.IsEmpty ? 1 : EventTypes.WeightOf(query.Types[place]);
            _folded.Add(_space.Factor(query.Rows[place]), weight);
        }

        _folded.Values.CopyTo(_vector);
    }
}
