using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Onnx;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Scoring;

/// <summary>The graph ends at the query; items are multiplied and chosen here, piece by piece, so that no score leaves the cache.</summary>
internal sealed class ChoiceByQuery : IItemChoice
{
    /// <summary>Queries that are searched for in one pass over the items: more share no more of it.</summary>
    private const int SearchedMax = 32;

    private readonly int _dimensions;
    private readonly float[] _queries;
    private readonly ScoreSearch _search;
    private readonly ScoreRequest?[] _searched = new ScoreRequest?[SearchedMax];

    /// <param name="rows">The largest batch.</param>
    /// <param name="items">The items of the graph.</param>
    /// <param name="candidates">K.</param>
    public ChoiceByQuery(int rows, ScoredItems items, int candidates)
    {
        _dimensions = items.Dimensions;
        _queries = GraphTensor.Pinned<float>(rows, _dimensions);
        _search = new ScoreSearch(items.Factors!, Math.Min(rows, SearchedMax), candidates);
        Outputs = [GraphTensor.Of(items.Query, _queries, _dimensions)];
    }

    public IReadOnlyList<GraphTensor> Outputs { get; }

    public void Complete(IReadOnlyList<ScoreRequest> batch)
    {
        var count = 0;
        for (var row = 0; row < batch.Count; row++)
        {
            if (!batch[row].HasFeatures)
            {
                continue;
            }

            _queries.AsSpan(row * _dimensions, _dimensions).CopyTo(_search.Query(count));
            _searched[count++] = batch[row];
            if (count == SearchedMax)
            {
                Search(count);
                count = 0;
            }
        }

        Search(count);
    }

    public void Read(int row, ScoreRequest request)
    {
        // Filled by Complete.
    }

    private void Search(int count)
    {
        _search.Run(count);
        for (var i = 0; i < count; i++)
        {
            var request = _searched[i]!;
            var found = _search.Found(i);
            ChoiceByScore.Fill(request, found);
            if (found.Length < request.CandidateRows.Length)
            {
                ChoiceByScore.AddNumberless(request, found.Length, _search.ScoresOf(i));
            }

            _searched[i] = null;
        }
    }
}
