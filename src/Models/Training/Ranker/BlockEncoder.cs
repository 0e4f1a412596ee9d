using StreamReco.Models.Encoder;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Training.Ranker;

/// <summary>
/// Encodes blocks of queries by the trainer's own forward pass: for what the ranker learns from, where no graph is
/// written yet. For one thread.
/// </summary>
internal sealed class BlockEncoder
{
    private readonly SessionEncoder _encoder;
    private readonly EncoderScorer _scorer;
    private readonly BestRange _range;
    private readonly int _best;
    private readonly int _dimensions;
    private readonly int _items;
    private readonly float[] _vectors;
    private readonly float[] _scores;
    private readonly int[] _rows;
    private readonly float[] _rowScores;
    private readonly bool[] _known = new bool[QueryBlocks.Size];
    private int _first;

    /// <param name="model">The encoder.</param>
    /// <param name="scorer">Shares what it prepared.</param>
    public BlockEncoder(EncoderModel model, EncoderScorer scorer)
    {
        (_dimensions, _items) = (model.Dimensions, model.Items);
        _encoder = model.CreateEncoder();
        _scorer = scorer.Clone();
        _best = EncoderRequest.CandidatesOf(model);
        _range = new BestRange(_best);
        _vectors = new float[QueryBlocks.Size * _dimensions];
        _scores = new float[QueryBlocks.Size * _items];
        _rows = new int[QueryBlocks.Size * _best];
        _rowScores = new float[_rows.Length];
    }

    /// <summary>What was encoded of a query of the last block; valid until the next one.</summary>
    public EncodedQuery this[int query] => !_known[query - _first] ? default : new EncodedQuery
    {
        Vector = _vectors.AsSpan((query - _first) * _dimensions, _dimensions),
        Rows = _rows.AsSpan((query - _first) * _best, _best),
        Scores = _rowScores.AsSpan((query - _first) * _best, _best),
    };

    /// <summary>Encodes the queries from <paramref name="first"/> up to, not including, <paramref name="end"/>.</summary>
    public void Encode(QuerySet queries, int first, int end)
    {
        _first = first;
        for (var query = first; query < end; query++)
        {
            Encode(query - first, queries[query]);
        }

        var count = end - first;
        _scorer.ScoreAll(_vectors.AsSpan(0, count * _dimensions), _scores.AsSpan(0, count * _items));
        for (var place = 0; place < count; place++)
        {
            FindBest(place);
        }
    }

    private void Encode(int place, in SessionQuery query)
    {
        var vector = _vectors.AsSpan(place * _dimensions, _dimensions);
        vector.Clear();
        _known[place] = !query.Rows.IsEmpty;
        if (_known[place])
        {
            _encoder.Encode(query.Rows, query.TimesMs, vector);
        }
    }

    private void FindBest(int place)
    {
        var keys = _range.Find(_scores.AsSpan(place * _items, _items));
        var count = ScoredRow.Order(keys, _best);
        for (var i = 0; i < count; i++)
        {
            _rows[(place * _best) + i] = ScoredRow.RowOf(keys[i]);
            _rowScores[(place * _best) + i] = ScoredRow.ScoreOf(keys[i]);
        }
    }
}
