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
public sealed class FactorizationSource(FactorizationIndex index) : ICandidateSource
{
    /// <summary>Names the source in plans, reasons and figures.</summary>
    public const string SourceName = "taste";

    /// <summary>Items that the source brings to an answer.</summary>
    private const int ItemsMax = 100;

    /// <summary>Newest clicks that a reason may name.</summary>
    private const int ExplainedMax = 200;

    private readonly ItemSpace _space = index.Space;
    private readonly OnlineVector _folded = OnlineVector.Empty(index.Space);
    private readonly float[] _vector = new float[index.Space.Dimensions];
    private readonly MatrixProduct _product = new();
    private readonly float[] _scores = new float[index.Space.Count];
    private readonly BestRows _best = new(Math.Min(ItemsMax, index.Space.Count));
    private readonly int[] _rows = new int[Math.Min(ItemsMax, index.Space.Count)];

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

        _product.Multiply(_vector, 1, index.Packed, _scores);
        for (var row = 0; row < _scores.Length; row++)
        {
            if (_scores[row] > 0)
            {
                _best.Offer(row, _scores[row]);
            }
        }

        foreach (var row in _rows.AsSpan(0, _best.Take(_rows)))
        {
            scores.Add(row, _scores[row]);
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
