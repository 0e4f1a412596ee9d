namespace StreamReco.Models.Retrieval.Baselines;

/// <summary>
/// The plainest neighbours: items that share sessions with the one just clicked, score = shared sessions; of equal ones
/// first the one that shared a session first. A reference for the protocols, not a source of answers. For one thread;
/// the log may be shared.
/// </summary>
public sealed class ItemKnnSource : ICandidateSource
{
    private readonly SessionLog _log;
    private readonly Occurrences _occurrences;
    private readonly int[] _shared;
    private readonly int[] _seenIn;

    public ItemKnnSource(SessionLog log)
    {
        _log = log;
        _occurrences = new Occurrences(log);
        _shared = new int[log.Items];
        _seenIn = new int[log.Items];
    }

    public string Name => "item-knn";

    public void Score(in SessionQuery query, ScoreTable scores)
    {
        if (query.Session.IsEmpty)
        {
            return;
        }

        var current = query.Session[^1];
        var touched = CountShared(current);
        for (var i = 0; i < touched.Count; i++)
        {
            var row = touched[i];
            scores.Add(row, _shared[row] + (0.5f * (touched.Count - i) / (touched.Count + 1)));
            (_shared[row], _seenIn[row]) = (0, 0);
        }
    }

    public int Explain(in SessionQuery query, int row, Span<int> places)
    {
        if (query.Session.IsEmpty || places.IsEmpty)
        {
            return 0;
        }

        places[0] = query.Rows.Length - 1;
        return 1;
    }

    private List<int> CountShared(int current)
    {
        var touched = new List<int>();
        var before = -1;
        foreach (var session in _occurrences.SessionsOf(current))
        {
            if (session == before)
            {
                continue;
            }

            before = session;
            foreach (var row in _log.RowsOf(session))
            {
                if (row == current || _seenIn[row] == session + 1)
                {
                    continue;
                }

                _seenIn[row] = session + 1;
                if (_shared[row]++ == 0)
                {
                    touched.Add(row);
                }
            }
        }

        return touched;
    }
}
