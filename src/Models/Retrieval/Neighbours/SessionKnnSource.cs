using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Neighbours;

/// <summary>
/// Session-based nearest neighbours of the VSTAN family: the sessions most like the current one vote for their items,
/// the more the nearer an item stands to what both have in common. VMIS-kNN is a choice of settings. For one thread;
/// the index may be shared.
/// </summary>
public sealed class SessionKnnSource : ICandidateSource
{
    /// <summary>Sessions of an item that <see cref="Explain"/> looks at.</summary>
    private const int ExplainedSessionsMax = 500;

    private readonly SessionKnnIndex _index;
    private readonly KnnWeights _weights;
    private readonly float[] _logFrequencies;
    private readonly QueryPlaces _places;
    private readonly LiveClicks? _live;
    private NeighbourSearch? _search; // some 20 bytes a session, which explaining alone does not need
    private float _commonWeight;

    /// <param name="index">The model's past sessions.</param>
    /// <param name="live">What was clicked since; null for the model alone.</param>
    public SessionKnnSource(SessionKnnIndex index, LiveClicks? live = null)
    {
        (_index, _live) = (index, live);
        _weights = new KnnWeights(index.Settings);
        _places = new QueryPlaces(index.Items);
        _logFrequencies = live?.Neighbours.LogFrequencies ?? index.LogFrequencies;
    }

    public string Name => "knn";

    public void Score(in SessionQuery query, ScoreTable scores)
    {
        var clicks = Last(query.Session);
        if (clicks.IsEmpty)
        {
            return;
        }

        _search ??= new NeighbourSearch(_index, _weights, _live);
        var settings = _index.Settings;
        var sessions = Math.Max(1, _live?.Neighbours.Sessions ?? _index.Sessions);
        _commonWeight = settings.IdfBase + (settings.IdfWeight * MathF.Log(sessions));
        var factor = _index.Ages.QueryFactor(_index.Sessions + (_live?.Ring.Next ?? 0), query.AsOfMs);
        var excluded = settings.ExcludesCurrent ? clicks[^1] : -1;
        foreach (var neighbour in _search.Find(clicks, OwnOf(query)))
        {
            var session = NeighbourSearch.SessionOf(neighbour);
            var step = _search.MatchOf(session);
            var vote = NeighbourSearch.LikenessOf(neighbour) * _weights.Match(step) * factor;
            if (vote > 0)
            {
                Vote(RowsOf(session), clicks[^(step + 1)], vote, excluded, scores);
            }
        }

        _search.Clear();
    }

    public int Explain(in SessionQuery query, int row, Span<int> places)
    {
        var clicks = Last(query.Session);
        _places.Begin(clicks);
        var sessions = _index.SessionsOf(row);
        foreach (var session in sessions[Math.Max(0, sessions.Length - ExplainedSessionsMax)..])
        {
            Explain(_index.RowsOf(session), _index.Weights[session], clicks, row);
        }

        if (_live is not null)
        {
            foreach (var posting in _live.Neighbours.PostingsOf(row))
            {
                var handle = _live.Neighbours.HandleOf(posting);
                if (handle != OwnOf(query))
                {
                    Explain(RowsOf(handle), _live.Neighbours.WeightOf(handle), clicks, row);
                }
            }
        }

        return _places.End(places, query.Rows.Length - clicks.Length);
    }

    private void Explain(ReadOnlySpan<int> rows, float likeness, ReadOnlySpan<int> clicks, int row)
    {
        var place = _places.NewestIn(rows);
        if (place >= 0)
        {
            var near = _weights.Distances(rows.LastIndexOf(clicks[place]), rows.Length)[rows.LastIndexOf(row)];
            _places.Add(place, near * _weights.Match(clicks.Length - 1 - place) * likeness);
        }
    }

    /// <summary>The live session that the query is about, which would be its own nearest neighbour.</summary>
    private int OwnOf(in SessionQuery query) => _live?.HandleOf(query.SessionKey) ?? -1;

    private ReadOnlySpan<int> RowsOf(int session) =>
        session < _index.Sessions ? _index.RowsOf(session) : _live!.Neighbours.RowsOf(session);

    private void Vote(ReadOnlySpan<int> rows, int match, float vote, int excluded, ScoreTable scores)
    {
        var distances = _weights.Distances(rows.LastIndexOf(match), rows.Length);
        var idf = _index.Settings.IdfWeight;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            var score = vote * distances[i] * (_commonWeight - (idf * _logFrequencies[row]));
            if (score > 0 && row != excluded)
            {
                scores.Add(row, score);
            }
        }
    }

    private ReadOnlySpan<int> Last(ReadOnlySpan<int> session) =>
        session[Math.Max(0, session.Length - _index.Settings.QueryItemsMax)..];
}
