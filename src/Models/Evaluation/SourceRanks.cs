using System.Runtime.InteropServices;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Evaluation;

/// <summary>Ranks targets by the scores of one source. For one thread.</summary>
internal sealed class SourceRanks(
    int items, Dictionary<string, int> rowOf, ICandidateSource source, bool excludeHistory)
{
    private readonly ScoreTable _scores = new(items);
    private readonly List<int> _rows = [];
    private readonly List<long> _times = [];

    /// <summary>The target's rank from 1, ties against it; 0 where the source has no score for it.</summary>
    public int RankOf(EvaluationExample example)
    {
        if (!rowOf.TryGetValue(example.Target, out var target))
        {
            return 0;
        }

        Map(example);
        _scores.Clear();
        var query = new SessionQuery
        {
            Rows = CollectionsMarshal.AsSpan(_rows),
            TimesMs = CollectionsMarshal.AsSpan(_times),
            SessionStart = 0,
            AsOfMs = _times.Count == 0 ? 0 : _times[^1],
        };
        source.Score(query, _scores);
        return RankOf(target);
    }

    private int RankOf(int target)
    {
        var score = _scores[target];
        if (score == 0)
        {
            return 0;
        }

        var rank = 1;
        foreach (var row in _scores.Touched)
        {
            var before = row != target && _scores[row] >= score && !(excludeHistory && _rows.Contains(row));
            rank += before ? 1 : 0;
        }

        return rank;
    }

    private void Map(EvaluationExample example)
    {
        _rows.Clear();
        _times.Clear();
        foreach (var click in example.Prefix)
        {
            if (rowOf.TryGetValue(click.ItemId, out var row))
            {
                _rows.Add(row);
                _times.Add(click.TimeMs);
            }
        }
    }
}
