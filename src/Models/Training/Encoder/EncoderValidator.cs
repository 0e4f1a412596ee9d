using StreamReco.Models.Encoder;

namespace StreamReco.Models.Training.Encoder;

/// <summary>Ranks the targets of a validation part among all items.</summary>
internal sealed class EncoderValidator
{
    private const int BlockPositions = 64;

    private readonly EncoderValidation _validation;
    private readonly List<PackedSessions> _blocks = [];

    public EncoderValidator(EncoderValidation validation, EncoderSettings settings)
    {
        _validation = validation;
        var queries = QueriesOf(validation);
        var stride = Math.Max(1.0, (double)queries / validation.QueriesMax);
        var packed = new PackedSessions();
        for (var place = 0.0; place < validation.Sequences.Count; place += stride)
        {
            Pack((int)place, settings, packed);
            if (packed.Count >= BlockPositions)
            {
                _blocks.Add(packed);
                packed = new PackedSessions();
            }
        }

        if (packed.Count > 0)
        {
            _blocks.Add(packed);
        }
    }

    /// <summary>HR@20 and MRR@20 of a model.</summary>
    public EncoderFigures Judge(EncoderModel model, ParallelOptions parallel)
    {
        var sums = new (int Queries, int Hits, double Reciprocal)[_blocks.Count];
        var scorer = model.CreateScorer();
        Parallel.For(
            0,
            _blocks.Count,
            parallel,
            () => new EncoderRanks(model, scorer.Clone(), _validation.ExcludeHistory),
            (block, _, ranker) =>
            {
                sums[block] = ranker.Rank(_blocks[block]);
                return ranker;
            },
            _ => { });
        var queries = Math.Max(1, sums.Sum(sum => sum.Queries));
        return new EncoderFigures(
            (double)sums.Sum(sum => sum.Hits) / queries, sums.Sum(sum => sum.Reciprocal) / queries);
    }

    private static long QueriesOf(EncoderValidation validation)
    {
        var queries = 0L;
        for (var session = 0; session < validation.Sequences.Count; session++)
        {
            var clicks = validation.Sequences.RowsOf(session).Length;
            queries += clicks < 2 ? 0 : validation.LastOnly ? 1 : clicks - 1;
        }

        return queries;
    }

    private void Pack(int session, EncoderSettings settings, PackedSessions packed)
    {
        var rows = _validation.Sequences.RowsOf(session);
        var times = _validation.Sequences.TimesOf(session);
        for (var at = Math.Max(0, rows.Length - settings.SessionClicksMax); at + 1 < rows.Length; at++)
        {
            var target = !_validation.LastOnly || at + 2 == rows.Length ? rows[at + 1] : -1;
            packed.Add(rows[at], target, 1, times.IsEmpty ? 0 : times[at]);
        }

        packed.EndSession();
    }
}
