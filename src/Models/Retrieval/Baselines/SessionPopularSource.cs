using StreamReco.Models.Retrieval.Counts;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Baselines;

/// <summary>
/// The session's own items by how often they were clicked in it, equal ones by their popularity, then the popular ones. A
/// reference for the protocols, not a source of answers. For one thread.
/// </summary>
public sealed class SessionPopularSource(ItemCounts counts) : ICandidateSource
{
    private readonly PopularSource _popular = new(counts);

    public string Name => "session-popular";

    public void Score(in SessionQuery query, ScoreTable scores)
    {
        _popular.Score(query, scores);
        foreach (var row in query.Session)
        {
            var popularity = counts.Clicks[row] / (float)counts.Clicks[counts.Popular[0]];
            scores.Add(row, 2 + (scores[row] == 0 ? popularity : 0));
        }
    }

    public int Explain(in SessionQuery query, int row, Span<int> places)
    {
        var place = query.Session.LastIndexOf(row);
        if (place < 0 || places.IsEmpty)
        {
            return 0;
        }

        places[0] = query.SessionStart + place;
        return 1;
    }
}
