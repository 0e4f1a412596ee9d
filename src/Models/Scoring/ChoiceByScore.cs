using StreamReco.Models.Onnx;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Scoring;

/// <summary>The graph ends at the scores of all items; the best are chosen here.</summary>
/// <param name="rows">The largest batch.</param>
/// <param name="items">N.</param>
/// <param name="candidates">K.</param>
internal sealed class ChoiceByScore(int rows, int items, int candidates) : IItemChoice
{
    private readonly float[] _scores = GraphTensor.Pinned<float>(rows, items);
    private readonly BestRange _range = new(candidates);

    public IReadOnlyList<GraphTensor> Outputs => [GraphTensor.Of(GraphNames.AllScores, _scores, items)];

    public void Read(int row, ScoreRequest request)
    {
        var scores = _scores.AsSpan(row * items, items);
        var keys = _range.Find(scores);
        var found = ScoredRow.Order(keys, candidates);
        Fill(request, keys[..found]);
        AddNumberless(request, found, scores);
    }

    /// <summary>Takes keys (<see cref="ScoredRow"/>) for candidates.</summary>
    public static void Fill(ScoreRequest request, ReadOnlySpan<ulong> keys)
    {
        for (var place = 0; place < keys.Length; place++)
        {
            request.CandidateRows[place] = ScoredRow.RowOf(keys[place]);
            request.CandidateScores[place] = ScoredRow.ScoreOf(keys[place]);
        }
    }

    /// <summary>Items whose scores are no numbers come last, so that whoever tries a model sees them.</summary>
    public static void AddNumberless(ScoreRequest request, int found, ReadOnlySpan<float> scores)
    {
        for (var item = 0; found < request.CandidateRows.Length && item < scores.Length; item++)
        {
            if (!(scores[item] > float.NegativeInfinity))
            {
                request.CandidateRows[found] = item;
                request.CandidateScores[found++] = scores[item];
            }
        }
    }
}
