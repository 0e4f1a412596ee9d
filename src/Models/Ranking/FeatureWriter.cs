using StreamReco.Models.Encoder;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Counts;
using StreamReco.Models.Retrieval.Factorization;

namespace StreamReco.Models.Ranking;

/// <summary>Writes the feature matrix of an answer's candidates, column by column in the order of the layout.</summary>
internal sealed class FeatureWriter
{
    private readonly RankPlan _plan;
    private readonly ItemStatistics _statistics;
    private readonly PairFeatures _pairs;
    private readonly CosineFeatures? _cosines;
    private readonly FactorizationSource? _taste;

    public FeatureWriter(RankPlan plan, ItemStatistics statistics, ItemVectors? vectors, FactorizationSource? taste)
    {
        _taste = taste;
        _plan = plan;
        _statistics = statistics;
        _pairs = new PairFeatures(statistics);
        _cosines = plan.Sources.Any(source => source.Name == RankPlan.Encoder) ? new CosineFeatures(vectors!) : null;
    }

    public void Write(
        in SessionQuery query, in EncodedQuery encoded, ReadOnlySpan<SourceScores> scores, RankRequest request)
    {
        _pairs.Begin(query.Session);
        for (var candidate = 0; candidate < request.Count; candidate++)
        {
            var row = request.Rows[candidate];
            var target = new Columns(request.FeaturesOf(candidate));
            WriteSources(row, scores, encoded, ref target);
            WritePrefix(row, query, ref target);
            WriteCounters(row, ref target);
            _pairs.Write(row, ref target);
            _cosines?.Write(row, query.Session, ref target);
            if (_taste is not null)
            {
                target.Add(_taste.ScoreOf(row));
            }

            WriteQuery(query, ref target);
            target.End();
        }

        WritePlaces(scores, request);
        _pairs.End();
    }

    private void WriteSources(
        int row, ReadOnlySpan<SourceScores> scores, in EncodedQuery encoded, ref Columns target)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            target.Add(_plan.Sources[i].Name == RankPlan.Encoder && !encoded.Vector.IsEmpty
                ? SourceScores.LogShareOf(_cosines!.ScoreOf(row, encoded.Vector) - scores[i].BestLogit)
                : scores[i].LogShare(row));
        }

        for (var i = 0; i < scores.Length; i++)
        {
            target.Add(_plan.Sources[i].Name == RankPlan.Encoder
                ? scores[i].BestLogit
                : MathF.Log(scores[i].Best + 1e-4f));
        }

        target.Skip(scores.Length);
    }

    /// <summary>
    /// A candidate's place in each source's own order among the candidates, 1/√place: what a share of the best does not
    /// say when many are close.
    /// </summary>
    private static void WritePlaces(ReadOnlySpan<SourceScores> scores, RankRequest request)
    {
        Span<float> keys = stackalloc float[request.Count];
        Span<int> order = stackalloc int[request.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            for (var candidate = 0; candidate < request.Count; candidate++)
            {
                order[candidate] = candidate;
                keys[candidate] = -request.FeaturesOf(candidate)[i];
            }

            keys.Sort(order);
            for (var place = 0; place < request.Count; place++)
            {
                request.FeaturesOf(order[place])[(2 * scores.Length) + i] =
                    keys[place] == 0 ? 0 : 1 / MathF.Sqrt(PlaceOfTie(keys, place) + 1);
            }
        }
    }

    /// <summary>The first place of the same score: equal scores share it.</summary>
    private static int PlaceOfTie(ReadOnlySpan<float> keys, int place)
    {
        while (place > 0 && keys[place - 1] == keys[place])
        {
            place--;
        }

        return place;
    }

    private static void WritePrefix(int row, in SessionQuery query, ref Columns target)
    {
        var session = query.Session;
        var newest = session.LastIndexOf(row);
        target.Add(newest < 0 ? 0 : 1f / (session.Length - newest));
        target.Add(newest < 0 ? 0 : MathF.Log(1 + session.Count(row)));
        target.Add(newest == session.Length - 1 && newest >= 0 ? 1 : 0);
        target.Add(newest >= 0 && session[0] == row ? 1 : 0);
        target.Add(MathF.Log(1 + query.Rows[..query.SessionStart].Count(row)));
    }

    private void WriteCounters(int row, ref Columns target)
    {
        target.Add(MathF.Log(1 + _statistics.Clicks(row)));
        for (var window = 0; window < ItemStatistics.Windows; window++)
        {
            target.Add(MathF.Log(1 + _statistics.RecentClicks(row, window)));
        }

        target.Add(MathF.Log(1 + _statistics.FirstSeenAge(row)));
        target.Add(MathF.Log(1 + _statistics.LastSeenAge(row)));
        target.Add(_statistics.RepeatRate(row));
        target.Add(_statistics.EndRate(row));
    }

    private void WriteQuery(in SessionQuery query, ref Columns target)
    {
        var session = query.Session;
        target.Add(MathF.Log(1 + session.Length));
        target.Add(session.IsEmpty ? 0 : MathF.Log(1 + _statistics.Clicks(session[^1])));
        target.Add(session.IsEmpty ? 0 : _statistics.RepeatRate(session[^1]));
        target.Add(session.IsEmpty ? 0 : _pairs.Distinct / (float)Math.Min(session.Length, PairFeatures.ItemsMax));
    }
}

/// <summary>One candidate's features, written from left to right.</summary>
internal ref struct Columns(Span<float> target)
{
    private readonly Span<float> _target = target;
    private int _next;

    public void Add(float value) => _target[_next++] = value;

    /// <summary>Leaves columns that are written later.</summary>
    public void Skip(int columns) => _next += columns;

    /// <exception cref="InvalidOperationException">Fewer features were written than the layout names.</exception>
    public readonly void End()
    {
        if (_next != _target.Length)
        {
            throw new InvalidOperationException($"{_next} features were written where the layout has {_target.Length}.");
        }
    }
}
