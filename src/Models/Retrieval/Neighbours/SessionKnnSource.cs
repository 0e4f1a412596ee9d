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
    private readonly NeighbourSearch _search;
    private readonly float[] _itemWeights;
    private readonly QueryPlaces _places;

    public SessionKnnSource(SessionKnnIndex index)
    {
        _index = index;
        _weights = new KnnWeights(index.Settings);
        _search = new NeighbourSearch(index, _weights);
        _places = new QueryPlaces(index.Items);
        _itemWeights = new float[index.Items];
        for (var row = 0; row < index.Items; row++)
        {
            var rarity = MathF.Log(index.Sessions / (float)Math.Max(1, index.Frequencies[row]));
            _itemWeights[row] = index.Settings.IdfBase + (index.Settings.IdfWeight * rarity);
        }
    }

    public string Name => "knn";

    public void Score(in SessionQuery query, ScoreTable scores)
    {
        var clicks = Last(query.Session);
        if (clicks.IsEmpty)
        {
            return;
        }

        var factor = _index.Ages.QueryFactor(_index.Sessions, query.AsOfMs);
        var excluded = _index.Settings.ExcludesCurrent ? clicks[^1] : -1;
        foreach (var neighbour in _search.Find(clicks))
        {
            var session = NeighbourSearch.SessionOf(neighbour);
            var step = _search.MatchOf(session);
            var vote = NeighbourSearch.LikenessOf(neighbour) * _weights.Match(step) * factor;
            if (vote > 0)
            {
                Vote(_index.RowsOf(session), clicks[^(step + 1)], vote, excluded, scores);
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
            var rows = _index.RowsOf(session);
            var place = _places.NewestIn(rows);
            if (place >= 0)
            {
                var step = clicks.Length - 1 - place;
                var near = _weights.Distances(rows.LastIndexOf(clicks[place]), rows.Length)[rows.LastIndexOf(row)];
                _places.Add(place, near * _weights.Match(step) * _index.Weights[session]);
            }
        }

        return _places.End(places, query.Rows.Length - clicks.Length);
    }

    private void Vote(ReadOnlySpan<int> rows, int match, float vote, int excluded, ScoreTable scores)
    {
        var distances = _weights.Distances(rows.LastIndexOf(match), rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            var score = vote * distances[i] * _itemWeights[row];
            if (score > 0 && row != excluded)
            {
                scores.Add(row, score);
            }
        }
    }

    private ReadOnlySpan<int> Last(ReadOnlySpan<int> session) =>
        session[Math.Max(0, session.Length - _index.Settings.QueryItemsMax)..];
}
