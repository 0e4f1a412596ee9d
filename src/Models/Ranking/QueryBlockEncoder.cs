using StreamReco.Models.Retrieval;
using StreamReco.Models.Training.Encoder;

namespace StreamReco.Models.Ranking;

/// <summary>Encodes queries as they come, a block at a time, and finds each one's best items. For one thread.</summary>
internal sealed class QueryBlockEncoder
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

    /// <param name="model">The encoder.</param>
    /// <param name="scorer">Shares what it prepared.</param>
    /// <param name="size">Queries of a block at most.</param>
    public QueryBlockEncoder(EncoderModel model, EncoderScorer scorer, int size)
    {
        (_dimensions, _items) = (model.Dimensions, model.Items);
        _encoder = model.CreateEncoder();
        _scorer = scorer.Clone();
        _best = new BestRows(Math.Min(RankStack.EncoderCandidates, _items));
        _vectors = new float[size * _dimensions];
        _scores = new float[size * _items];
        _rows = new int[size * _best.Capacity];
        _rowScores = new float[_rows.Length];
        _known = new bool[size];
    }

    /// <summary>What was found for the query at a place of the block.</summary>
    public EncodedQuery this[int place] => !_known[place] ? default : new EncodedQuery
    {
        Vector = _vectors.AsSpan(place * _dimensions, _dimensions),
        Rows = _rows.AsSpan(place * _best.Capacity, _best.Capacity),
        Scores = _rowScores.AsSpan(place * _best.Capacity, _best.Capacity),
    };

    public void Encode(int place, in SessionQuery query)
    {
        var vector = _vectors.AsSpan(place * _dimensions, _dimensions);
        vector.Clear();
        _known[place] = !query.Rows.IsEmpty;
        if (_known[place])
        {
            _encoder.Encode(query.Rows, query.TimesMs, vector);
        }
    }

    public void EndBlock(int count)
    {
        _scorer.ScoreAll(_vectors.AsSpan(0, count * _dimensions), _scores.AsSpan(0, count * _items));
        for (var place = 0; place < count; place++)
        {
            FindBest(place);
        }
    }

    private void FindBest(int place)
    {
        var scores = _scores.AsSpan(place * _items, _items);
        for (var row = 0; row < scores.Length; row++)
        {
            _best.Offer(row, scores[row]);
        }

        var rows = _rows.AsSpan(place * _best.Capacity, _best.Capacity);
        _best.Take(rows);
        for (var i = 0; i < rows.Length; i++)
        {
            _rowScores[(place * _best.Capacity) + i] = scores[rows[i]];
        }
    }
}
