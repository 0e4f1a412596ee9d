using StreamReco.Models.Retrieval;

namespace StreamReco.Benchmarks.Retrieval;

/// <summary>
/// VMIS-kNN with the usual containers: a hash map of likenesses, heaps for the m most recent and the k most alike
/// sessions, a hash map of item scores. What <c>retrieve</c> measures against.
/// </summary>
internal sealed class HashedVmisKnn : ICandidateSource
{
    private const int SessionsMax = 500;
    private const int LastItems = 2;

    private readonly List<int[]> _sessions = [];
    private readonly Dictionary<int, int[]> _sessionsOf;
    private readonly Dictionary<int, float> _rarity;

    public HashedVmisKnn(SessionLog log)
    {
        var sessionsOf = new Dictionary<int, List<int>>();
        for (var session = 0; session < log.Sessions; session++)
        {
            int[] rows = [.. log.RowsOf(session).ToArray().Distinct()];
            _sessions.Add(rows);
            foreach (var row in rows)
            {
                if (!sessionsOf.TryGetValue(row, out var list))
                {
                    sessionsOf[row] = list = [];
                }

                list.Add(session);
            }
        }

        _sessionsOf = sessionsOf.ToDictionary(
            pair => pair.Key, pair => pair.Value.AsEnumerable().Reverse().Take(SessionsMax).ToArray());
        _rarity = sessionsOf.ToDictionary(pair => pair.Key, pair => MathF.Log(log.Sessions / (float)pair.Value.Count));
    }

    public string Name => "hashed vmis-knn";

    public void Score(in SessionQuery query, ScoreTable scores)
    {
        var clicks = query.Session[Math.Max(0, query.Session.Length - LastItems)..];
        var votes = new Dictionary<int, float>();
        foreach (var (session, likeness) in Likenesses(clicks))
        {
            var rows = _sessions[session];
            var step = rows.AsSpan().Contains(clicks[^1]) ? 0 : 1;
            var vote = likeness * (1 - (0.1f * (step + 1)));
            foreach (var row in rows)
            {
                votes[row] = votes.GetValueOrDefault(row) + (vote * _rarity[row]);
            }
        }

        votes.Remove(clicks[^1]);
        foreach (var (row, score) in votes)
        {
            if (score > 0)
            {
                scores.Add(row, score);
            }
        }
    }

    public int Explain(in SessionQuery query, int row, Span<int> places) => 0;

    /// <summary>With k = m, all of the m most recent sessions are neighbours.</summary>
    private Dictionary<int, float> Likenesses(ReadOnlySpan<int> clicks)
    {
        var likenesses = new Dictionary<int, float>();
        var recent = new PriorityQueue<int, int>();
        var distinct = clicks.Length == 2 && clicks[0] != clicks[1] ? 2f : 1f;
        for (var step = 0; step < (int)distinct; step++)
        {
            if (!_sessionsOf.TryGetValue(clicks[^(step + 1)], out var sessions))
            {
                continue;
            }

            var weight = (clicks.Length - step) / distinct;
            foreach (var session in sessions)
            {
                if (likenesses.TryGetValue(session, out var likeness))
                {
                    likenesses[session] = likeness + weight;
                }
                else if (likenesses.Count < SessionsMax)
                {
                    likenesses[session] = weight;
                    recent.Enqueue(session, session);
                }
                else if (session > recent.Peek())
                {
                    likenesses.Remove(recent.EnqueueDequeue(session, session));
                    likenesses[session] = weight;
                }
                else
                {
                    break;
                }
            }
        }

        return likenesses;
    }
}
