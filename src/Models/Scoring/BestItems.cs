using StreamReco.Models.Onnx;

namespace StreamReco.Models.Scoring;

/// <summary>What graphs over items give back: the best K rows of each request, and their scores.</summary>
internal sealed class BestItems
{
    private readonly int _candidates;
    private readonly long[] _rows;
    private readonly float[] _scores;

    /// <param name="rows">The largest batch.</param>
    /// <param name="candidates">K.</param>
    public BestItems(int rows, int candidates)
    {
        _candidates = candidates;
        _rows = GraphTensor.Pinned<long>(rows, candidates);
        _scores = GraphTensor.Pinned<float>(rows, candidates);
        Outputs =
        [
            GraphTensor.Of(GraphNames.ItemIds, _rows, candidates),
            GraphTensor.Of(GraphNames.ItemScores, _scores, candidates),
        ];
    }

    public IReadOnlyList<GraphTensor> Outputs { get; }

    /// <summary>Copies the best items of a request, ties by rising row.</summary>
    public void Read(int row, Span<int> rows, Span<float> scores)
    {
        var start = row * _candidates;
        for (var i = 0; i < _candidates; i++)
        {
            Insert(rows, scores, i, (int)_rows[start + i], _scores[start + i]);
        }
    }

    /// <summary>
    /// Insertion from the end: the graph's order is right but for ties on providers that promise no order of them.
    /// </summary>
    public static void Insert(Span<int> rows, Span<float> scores, int count, int item, float score)
    {
        var at = count;
        while (at > 0 && scores[at - 1] == score && rows[at - 1] > item)
        {
            rows[at] = rows[at - 1];
            scores[at] = score;
            at--;
        }

        rows[at] = item;
        scores[at] = score;
    }
}
