using System.Numerics.Tensors;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.LinearAlgebra;
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

    /// <summary>Products that are worked out at a time: one alone waits for each of its steps.</summary>
    private const int Together = 4;

    /// <summary>Products that a factor is fetched ahead of its own.</summary>
    private const int Ahead = 8;

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
    public float ScoreOf(int row) => OrderedDot.Of(_vector, _space.Factor(row));

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
        var positive = keys[..Multiply(keys)];
        foreach (var key in positive[..ScoredRow.Order(positive, ItemsMax)])
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

    /// <summary>Puts the rows' products in the place of their keys; those that are above 0 move to the front.</summary>
    /// <returns>How many there are.</returns>
    private int Multiply(Span<ulong> keys)
    {
        var positive = 0;
        Span<float> products = stackalloc float[Together];
        for (var i = 0; i < keys.Length; i += Together)
        {
            // Behind the last row its own product stands in the others' places, and is not looked at.
            var (a, last) = (ScoredRow.RowOf(keys[i]), keys.Length - 1);
            var (b, c) = (ScoredRow.RowOf(keys[Math.Min(i + 1, last)]), ScoredRow.RowOf(keys[Math.Min(i + 2, last)]));
            var d = ScoredRow.RowOf(keys[Math.Min(i + 3, last)]);
            for (var next = i + Ahead; next < Math.Min(i + Ahead + Together, keys.Length); next++)
            {
                CacheLines.Fetch(_space.Factor(ScoredRow.RowOf(keys[next])));
            }

            Multiply(_space.Factor(a), _space.Factor(b), _space.Factor(c), _space.Factor(d), products);
            for (var at = 0; at < Math.Min(Together, keys.Length - i); at++)
            {
                if (products[at] > 0)
                {
                    keys[positive++] = ScoredRow.Of(ScoredRow.RowOf(keys[i + at]), products[at]);
                }
            }
        }

        return positive;
    }

    /// <summary>
    /// x·y of four factors, each as one chain of fused multiply-adds: the same bits wherever an item stands among others.
    /// </summary>
    private void Multiply(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> d, Span<float> products)
    {
        var (ofA, ofB, ofC, ofD) = (0f, 0f, 0f, 0f);
        for (var k = 0; k < _vector.Length; k++)
        {
            var value = _vector[k];
            ofA = MathF.FusedMultiplyAdd(value, a[k], ofA);
            ofB = MathF.FusedMultiplyAdd(value, b[k], ofB);
            ofC = MathF.FusedMultiplyAdd(value, c[k], ofC);
            ofD = MathF.FusedMultiplyAdd(value, d[k], ofD);
        }

        (products[0], products[1], products[2], products[3]) = (ofA, ofB, ofC, ofD);
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
