using StreamReco.Models.Encoder;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Counts;
using StreamReco.Models.Retrieval.Factorization;

namespace StreamReco.Models.Ranking;

/// <summary>Writes the feature matrix of an answer's candidates, in the order of the layout.</summary>
internal sealed class FeatureWriter
{
    private readonly int _encoder;
    private readonly float[] _bests;
    private readonly float[] _ofQuery = new float[FeatureNames.Queries.Length];
    private readonly SourceColumns _columns;
    private readonly ItemStatistics _statistics;
    private readonly PairFeatures _pairs;
    private readonly CosineFeatures? _cosines;
    private readonly FactorizationSource? _taste;

    public FeatureWriter(RankPlan plan, ItemStatistics statistics, ItemVectors? vectors, FactorizationSource? taste)
    {
        _taste = taste;
        _statistics = statistics;
        _bests = new float[plan.Sources.Count];
        _columns = new SourceColumns(plan.Sources.Count, plan.Candidates);
        _pairs = new PairFeatures(statistics, plan.Candidates);
        _encoder = plan.Sources.ToList().FindIndex(source => source.Name == RankPlan.Encoder);
        _cosines = _encoder < 0 ? null : new CosineFeatures(vectors!);
    }

    public void Write(
        in SessionQuery query, in EncodedQuery encoded, ReadOnlySpan<SourceScores> scores, RankRequest request)
    {
        _pairs.Begin(query.Session, request.Rows.AsSpan(0, request.Count));
        WriteConstants(query, scores);
        WriteColumns(scores, encoded, request);
        for (var candidate = 0; candidate < request.Count; candidate++)
        {
            var row = request.Rows[candidate];
            var target = new Columns(request.FeaturesOf(candidate));
            _columns.CopyScores(candidate, target.Take(scores.Length));
            target.Add(_bests);
            _columns.CopyPlaces(candidate, target.Take(scores.Length));
            WritePrefix(row, query, ref target);
            WriteCounters(row, ref target);
            _pairs.Write(candidate, ref target);
            _cosines?.Write(row, query.Session, ref target);
            if (_taste is not null)
            {
                target.Add(_taste.ScoreOf(row));
            }

            target.Add(_ofQuery);
            target.End();
        }
    }

    /// <summary>What is the same for every candidate.</summary>
    private void WriteConstants(in SessionQuery query, ReadOnlySpan<SourceScores> scores)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            _bests[i] = i == _encoder ? scores[i].BestLogit : MathF.Log(scores[i].Best + 1e-4f);
        }

        var session = query.Session;
        _ofQuery[0] = CountLogs.Of(session.Length);
        _ofQuery[1] = session.IsEmpty ? 0 : CountLogs.Of(_statistics.Clicks(session[^1]));
        _ofQuery[2] = session.IsEmpty ? 0 : _statistics.RepeatRate(session[^1]);
        _ofQuery[3] = session.IsEmpty ? 0 : _pairs.Distinct / (float)Math.Min(session.Length, PairFeatures.ItemsMax);
    }

    private void WriteColumns(ReadOnlySpan<SourceScores> scores, in EncodedQuery encoded, RankRequest request)
    {
        var rows = request.Rows.AsSpan(0, request.Count);
        for (var i = 0; i < scores.Length; i++)
        {
            var column = _columns.Begin(i, rows.Length);
            if (i == _encoder && !encoded.Vector.IsEmpty)
            {
                _cosines!.WriteScores(rows, encoded.Vector, column);
                foreach (ref var score in column)
                {
                    score = SourceScores.LogShareOf(score - scores[i].BestLogit);
                }
            }
            else
            {
                scores[i].LogShares(rows, column);
            }

            _columns.Place(i, rows.Length);
        }
    }

    private static void WritePrefix(int row, in SessionQuery query, ref Columns target)
    {
        var session = query.Session;
        var newest = session.LastIndexOf(row);
        target.Add(newest < 0 ? 0 : 1f / (session.Length - newest));
        target.Add(newest < 0 ? 0 : CountLogs.Of(session.Count(row)));
        target.Add(newest == session.Length - 1 && newest >= 0 ? 1 : 0);
        target.Add(newest >= 0 && session[0] == row ? 1 : 0);
        target.Add(CountLogs.Of(query.Rows[..query.SessionStart].Count(row)));
    }

    private void WriteCounters(int row, ref Columns target)
    {
        target.Add(CountLogs.Of(_statistics.Clicks(row)));
        for (var window = 0; window < ItemStatistics.Windows; window++)
        {
            target.Add(CountLogs.Of(_statistics.RecentClicks(row, window)));
        }

        target.Add(CountLogs.Of(_statistics.FirstSeenAge(row)));
        target.Add(CountLogs.Of(_statistics.LastSeenAge(row)));
        target.Add(_statistics.RepeatRate(row));
        target.Add(_statistics.EndRate(row));
    }
}

/// <summary>One candidate's features, written from left to right.</summary>
internal ref struct Columns(Span<float> target)
{
    private readonly Span<float> _target = target;
    private int _next;

    public void Add(float value) => _target[_next++] = value;

    public void Add(ReadOnlySpan<float> values) => values.CopyTo(Take(values.Length));

    /// <summary>The next columns, for the caller to write.</summary>
    public Span<float> Take(int columns)
    {
        var taken = _target.Slice(_next, columns);
        _next += columns;
        return taken;
    }

    /// <exception cref="InvalidOperationException">Fewer features were written than the layout names.</exception>
    public readonly void End()
    {
        if (_next != _target.Length)
        {
            throw new InvalidOperationException($"{_next} features were written where the layout has {_target.Length}.");
        }
    }
}
