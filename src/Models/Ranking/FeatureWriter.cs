using StreamReco.Models.Encoder;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Counts;
using StreamReco.Models.Retrieval.Factorization;

namespace StreamReco.Models.Ranking;

/// <summary>Writes the feature matrix of an answer's candidates, in the order of the layout.</summary>
internal sealed class FeatureWriter
{
    private readonly int _encoder;
    private readonly float[] _tastes;
    private readonly CandidatePlaces _places;
    private readonly SourceColumns _columns;
    private readonly PrefixFeatures _prefix;
    private readonly CounterFeatures _counters;
    private readonly ItemStatistics _statistics;
    private readonly PairFeatures _pairs;
    private readonly CosineFeatures? _cosines;
    private readonly FactorizationSource? _taste;

    public FeatureWriter(RankPlan plan, ItemStatistics statistics, ItemVectors? vectors, FactorizationSource? taste)
    {
        _taste = taste;
        _statistics = statistics;
        _tastes = new float[plan.Candidates];
        _places = new CandidatePlaces(statistics.Items);
        _columns = new SourceColumns(plan.Sources.Count, plan.Candidates);
        _prefix = new PrefixFeatures(plan.Candidates);
        _counters = new CounterFeatures(statistics, plan.Candidates);
        _pairs = new PairFeatures(statistics, plan.Candidates);
        _encoder = plan.Sources.ToList().FindIndex(source => source.Name == RankPlan.Encoder);
        _cosines = _encoder < 0 ? null : new CosineFeatures(vectors!, plan.Candidates);
    }

    public void Write(
        in SessionQuery query, in EncodedQuery encoded, ReadOnlySpan<SourceScores> scores, RankRequest request)
    {
        var rows = request.Rows.AsSpan(0, request.Count);
        var columns = new FeatureColumns(request);
        _places.Set(rows);
        WriteSources(scores, encoded, rows, ref columns);
        _prefix.Write(query, _places, rows.Length, ref columns);
        _counters.Write(rows, ref columns);
        _pairs.Write(query.Session, rows.Length, _places, ref columns);
        _places.Clear(rows);
        _cosines?.Write(rows, query.Session, ref columns);
        WriteTaste(rows, ref columns);
        WriteQuery(query.Session, ref columns);
        columns.End();
    }

    private void WriteSources(
        ReadOnlySpan<SourceScores> scores, in EncodedQuery encoded, ReadOnlySpan<int> rows, ref FeatureColumns columns)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            Describe(i, scores[i], encoded, rows);
            columns.Add(_columns.ScoresOf(i, rows.Length));
        }

        for (var i = 0; i < scores.Length; i++)
        {
            columns.Add(i == _encoder ? scores[i].BestLogit : MathF.Log(scores[i].Best + 1e-4f));
        }

        for (var i = 0; i < scores.Length; i++)
        {
            columns.Add(_columns.PlacesOf(i, rows.Length));
        }
    }

    /// <summary>Works out a source's scores and places of the candidates.</summary>
    private void Describe(int source, SourceScores scores, in EncodedQuery encoded, ReadOnlySpan<int> rows)
    {
        var column = _columns.Begin(source, rows.Length);
        if (source == _encoder && !encoded.Vector.IsEmpty)
        {
            _cosines!.WriteScores(rows, encoded.Vector, column);
            foreach (ref var score in column)
            {
                score = SourceScores.LogShareOf(score - scores.BestLogit);
            }
        }
        else
        {
            scores.LogShares(rows, column);
        }

        _columns.Place(source, rows.Length);
    }

    private void WriteTaste(ReadOnlySpan<int> rows, ref FeatureColumns columns)
    {
        if (_taste is null)
        {
            return;
        }

        var column = _tastes.AsSpan(0, rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            column[i] = _taste.ScoreOf(rows[i]);
        }

        columns.Add(column);
    }

    /// <summary>What is the same for every candidate.</summary>
    private void WriteQuery(ReadOnlySpan<int> session, ref FeatureColumns columns)
    {
        columns.Add(CountLogs.Of(session.Length));
        columns.Add(session.IsEmpty ? 0 : CountLogs.Of(_statistics.Clicks(session[^1])));
        columns.Add(session.IsEmpty ? 0 : _statistics.RepeatRate(session[^1]));
        columns.Add(session.IsEmpty ? 0 : _pairs.Distinct / (float)Math.Min(session.Length, PairFeatures.ItemsMax));
    }
}
