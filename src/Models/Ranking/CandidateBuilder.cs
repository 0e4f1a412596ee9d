using StreamReco.Models.Encoder;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Counts;
using StreamReco.Models.Retrieval.Factorization;

namespace StreamReco.Models.Ranking;

/// <summary>
/// Gathers the candidates of an answer and describes each by its features: the one code for training, evaluation and
/// serving. Equal queries on equal sources give the same bits. Allocates nothing per query. For one thread.
/// </summary>
public sealed class CandidateBuilder
{
    private readonly RankPlan _plan;
    private readonly ICandidateSource?[] _sources;
    private readonly SourceScores[] _scores;
    private readonly ScoreTable _mix;
    private ulong[] _keys = [];
    private uint[] _orders = [];
    private readonly FeatureWriter _features;

    /// <param name="plan">What the model was trained with.</param>
    /// <param name="sources">The sources that the plan names, in any order; the encoder is none of them.</param>
    /// <param name="statistics">The counters behind the features.</param>
    /// <param name="vectors">The encoder's item space; null where the plan has no encoder.</param>
    /// <exception cref="ArgumentException">The plan names a source that is not there.</exception>
    public CandidateBuilder(
        RankPlan plan, IReadOnlyList<ICandidateSource> sources, ItemStatistics statistics, ItemVectors? vectors)
    {
        _plan = plan;
        _sources = [.. plan.Sources.Select(source => Find(source.Name, sources, vectors))];
        _scores = [.. plan.Sources.Select(_ => new SourceScores(statistics.Items))];
        _mix = new ScoreTable(statistics.Items);
        Layout = plan.Layout();
        _features = new FeatureWriter(plan, statistics, vectors, _sources.OfType<FactorizationSource>().FirstOrDefault());
    }

    /// <summary>The layout of the requests that are filled.</summary>
    public RankLayout Layout { get; }

    /// <summary>Gathers candidates and features.</summary>
    /// <param name="query">What is known of the user.</param>
    /// <param name="encoded">What the encoder says of it.</param>
    /// <param name="request">Filled: rows, features, count and class.</param>
    /// <param name="given">
    /// Items to describe in place of those that the sources find; null for these. Without a history they are put in the
    /// order of the mix and none is described: the ranker has learned from histories alone.
    /// </param>
    public void Build(in SessionQuery query, in EncodedQuery encoded, RankRequest request, GivenItems? given = null)
    {
        for (var i = 0; i < _scores.Length; i++)
        {
            Ask(_sources[i], query, encoded, _scores[i]);
            AddToMix(_scores[i], _plan.Sources[i].Weight);
        }

        request.Count = given is null ? Pick(query, request.Rows) : given.Take(row => _mix[row], query.Rows.IsEmpty ? [] : request.Rows);
        _mix.Clear();
        request.LengthClass = RankLayout.ClassOf(query.Session.Length);
        _features.Write(query, encoded, _scores, request);
        foreach (var scores in _scores)
        {
            scores.Clear();
        }
    }

    private static ICandidateSource? Find(
        string name, IReadOnlyList<ICandidateSource> sources, ItemVectors? vectors)
    {
        if (name == RankPlan.Encoder)
        {
            return vectors is null ? throw new ArgumentException("The plan names an encoder; there are no vectors.") : null;
        }

        return sources.FirstOrDefault(source => source.Name == name)
            ?? throw new ArgumentException($"The plan names source '{name}', which is not there.", nameof(sources));
    }

    private static void Ask(
        ICandidateSource? source, in SessionQuery query, in EncodedQuery encoded, SourceScores scores)
    {
        if (source is null)
        {
            scores.TakeLogits(encoded);
        }
        else
        {
            source.Score(query, scores.Table);
            scores.FindBest();
        }
    }

    private void AddToMix(SourceScores scores, float weight)
    {
        foreach (var row in scores.Table.Touched)
        {
            _mix.Add(row, weight * scores.Relative(row));
        }
    }

    private int Pick(in SessionQuery query, Span<int> rows)
    {
        var touched = _mix.Touched;
        if (_orders.Length < touched.Length)
        {
            (_orders, _keys) = (new uint[2 * touched.Length], new ulong[2 * touched.Length]);
        }

        for (var i = 0; i < touched.Length; i++)
        {
            var excluded = _plan.ExcludesHistory && query.Rows.Contains(touched[i]);
            _orders[i] = excluded ? 0 : ScoredRow.OrderOf(_mix[touched[i]]);
        }

        var least = touched.Length > rows.Length ? LargestFirst.Nth(_orders.AsSpan(0, touched.Length), rows.Length) : 0;
        var count = 0;
        for (var i = 0; i < touched.Length; i++)
        {
            if (_orders[i] >= Math.Max(least, 1))
            {
                _keys[count++] = ScoredRow.Of(touched[i], _orders[i]);
            }
        }

        count = ScoredRow.Order(_keys.AsSpan(0, count), rows.Length);
        for (var i = 0; i < count; i++)
        {
            rows[i] = ScoredRow.RowOf(_keys[i]);
        }

        return count;
    }
}
