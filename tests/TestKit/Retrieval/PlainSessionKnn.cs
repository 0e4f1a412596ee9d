using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.TestKit.Retrieval;

/// <summary>
/// Session kNN as one writes it down first: dictionaries, lists and a sort. The oracle of the tests and the yardstick of
/// the benchmark; it knows every setting but the decay with age.
/// </summary>
public sealed class PlainSessionKnn : ICandidateSource
{
    private readonly SessionKnnSettings _settings;
    private readonly List<int[]> _sessions = [];
    private readonly Dictionary<int, List<int>> _sessionsOf = [];

    public PlainSessionKnn(SessionLog log, SessionKnnSettings settings)
    {
        _settings = settings;
        for (var session = 0; session < log.Sessions; session++)
        {
            int[] rows = [.. log.RowsOf(session)];
            _sessions.Add(
                settings.DistinctItems ? [.. rows.Where((row, at) => Array.LastIndexOf(rows, row) == at)] : rows);
            foreach (var row in rows.Distinct())
            {
                if (!_sessionsOf.TryGetValue(row, out var list))
                {
                    _sessionsOf[row] = list = [];
                }

                list.Add(session);
            }
        }
    }

    public string Name => "plain-knn";

    public void Score(in SessionQuery query, ScoreTable scores)
    {
        foreach (var (row, score) in Answer([.. query.Session]))
        {
            if (score > 0)
            {
                scores.Add(row, (float)score);
            }
        }
    }

    public int Explain(in SessionQuery query, int row, Span<int> places) => 0;

    private Dictionary<int, double> Answer(int[] session)
    {
        var clicks = session[Math.Max(0, session.Length - _settings.QueryItemsMax)..];
        var scores = new Dictionary<int, double>();
        foreach (var (neighbour, likeness) in Neighbours(clicks))
        {
            var step = Array.FindIndex([.. clicks.Reverse()], row => _sessions[neighbour].Contains(row));
            var rows = _sessions[neighbour];
            var match = Array.LastIndexOf(rows, clicks[^(step + 1)]);
            for (var i = 0; i < rows.Length; i++)
            {
                if (!_settings.ExcludesCurrent || rows[i] != clicks[^1])
                {
                    scores[rows[i]] = scores.GetValueOrDefault(rows[i])
                        + (likeness * Match(step) * Distance(i - match) * Rarity(rows[i]));
                }
            }
        }

        return scores;
    }

    private IEnumerable<(int Session, double Likeness)> Neighbours(int[] clicks)
    {
        var likeness = new Dictionary<int, double>();
        var seen = new HashSet<int>();
        for (var step = 0; step < clicks.Length; step++)
        {
            var row = clicks[^(step + 1)];
            if (seen.Add(row) && _sessionsOf.TryGetValue(row, out var sessions))
            {
                foreach (var session in sessions.Skip(Math.Max(0, sessions.Count - _settings.Candidates)))
                {
                    likeness[session] = likeness.GetValueOrDefault(session) + Position(step, clicks);
                }
            }
        }

        return likeness
            .OrderByDescending(pair => pair.Key)
            .Take(_settings.Candidates)
            .Select(pair => (pair.Key, pair.Value * Math.Pow(_sessions[pair.Key].Length, -_settings.LengthPower)))
            .OrderByDescending(pair => pair.Item2)
            .Take(_settings.Neighbours);
    }

    private double Position(int step, int[] clicks) => _settings.LinearPositions
        ? (clicks.Length - step) / (double)clicks.Distinct().Count()
        : Decay(step, _settings.PositionDecay);

    private double Match(int step) => _settings.LinearPositions
        ? Math.Max(0, 1 - (0.1 * (step + 1)))
        : Decay(step, _settings.MatchDecay);

    private double Distance(int distance) => distance switch
    {
        0 => _settings.MatchFactor,
        > 0 => Decay(distance - 1, _settings.AfterDecay),
        _ => _settings.BeforeFactor * Decay(-distance - 1, _settings.BeforeDecay),
    };

    private double Rarity(int row) =>
        _settings.IdfBase + (_settings.IdfWeight * Math.Log(_sessions.Count / (double)_sessionsOf[row].Count));

    private static double Decay(int steps, double decay) => decay > 0 ? Math.Exp(-steps / decay) : 1;
}
