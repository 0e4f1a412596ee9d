using StreamReco.Models.Evaluation;
using StreamReco.Models.Training.Encoder;

namespace StreamReco.Models.Ranking;

/// <summary>Encodes a block of queries and finds each one's best items by one product over all items.</summary>
internal sealed class BlockEncoder : IQueryEncoder
{
    private readonly SessionEncoder _encoder;
    private readonly EncoderScorer _scorer;
    private readonly BestRows _best;
    private readonly int _dimensions;
    private readonly int _items;
    private readonly float[] _vectors;
    private readonly float[] _scores;
    private readonly int[] _rows;
    private readonly float[] _rowScores;
    private readonly bool[] _known;
    private int _first;

    /// <param name="model">The encoder.</param>
    /// <param name="scorer">Shares what it prepared.</param>
    /// <param name="candidates">K, items found for each query.</param>
    public BlockEncoder(EncoderModel model, EncoderScorer scorer, int candidates)
    {
        (_dimensions, _items) = (model.Dimensions, model.Items);
        _encoder = model.CreateEncoder();
        _scorer = scorer.Clone();
        _best = new BestRows(Math.Min(candidates, _items));
        _vectors = new float[QueryBlocks.Size * _dimensions];
        _scores = new float[QueryBlocks.Size * _items];
        _rows = new int[QueryBlocks.Size * _best.Capacity];
        _rowScores = new float[_rows.Length];
        _known = new bool[QueryBlocks.Size];
    }

    public EncodedQuery this[int query]
    {
        get
        {
            var at = query - _first;
            return !_known[at] ? default : new EncodedQuery
            {
                Vector = _vectors.AsSpan(at * _dimensions, _dimensions),
                Rows = _rows.AsSpan(at * _best.Capacity, _best.Capacity),
                Scores = _rowScores.AsSpan(at * _best.Capacity, _best.Capacity),
            };
        }
    }

    public void Encode(QuerySet queries, int first, int end)
    {
        _first = first;
        var count = end - first;
        for (var at = 0; at < count; at++)
        {
            var query = queries[first + at];
            var vector = _vectors.AsSpan(at * _dimensions, _dimensions);
            vector.Clear();
            _known[at] = !query.Rows.IsEmpty;
            if (_known[at])
            {
                _encoder.Encode(query.Rows, query.TimesMs, vector);
            }
        }

        _scorer.ScoreAll(_vectors.AsSpan(0, count * _dimensions), _scores.AsSpan(0, count * _items));
        for (var at = 0; at < count; at++)
        {
            FindBest(at);
        }
    }

    private void FindBest(int at)
    {
        var scores = _scores.AsSpan(at * _items, _items);
        for (var row = 0; row < scores.Length; row++)
        {
            _best.Offer(row, scores[row]);
        }

        var rows = _rows.AsSpan(at * _best.Capacity, _best.Capacity);
        _best.Take(rows);
        for (var i = 0; i < rows.Length; i++)
        {
            _rowScores[(at * _best.Capacity) + i] = scores[rows[i]];
        }
    }
}
