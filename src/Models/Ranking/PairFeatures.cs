using StreamReco.Models.Retrieval.Counts;

namespace StreamReco.Models.Ranking;

/// <summary>
/// What pair counts say of an answer's candidates: with the last item, with the one before, with the whole session. For
/// one thread.
/// </summary>
/// <param name="statistics">The counts.</param>
/// <param name="candidates">C.</param>
internal sealed class PairFeatures(ItemStatistics statistics, int candidates)
{
    /// <summary>Clicks from the session's end whose pairs are looked at.</summary>
    public const int ItemsMax = 10;

    private readonly int[] _places = new int[statistics.Items]; // a candidate's place, from 1; 0 for all other items
    private readonly float[] _next = new float[candidates];
    private readonly float[] _after = new float[candidates];
    private readonly float[] _nextBefore = new float[candidates];
    private readonly float[] _afterBefore = new float[candidates];
    private readonly float[] _nextOlder = new float[candidates];
    private readonly float[] _afterOlder = new float[candidates];
    private readonly float[] _shares = new float[candidates];

    /// <summary>Different items among the clicks that are looked at.</summary>
    public int Distinct { get; private set; }

    /// <summary>Looks up the pairs of a session with its candidates.</summary>
    public void Begin(ReadOnlySpan<int> session, ReadOnlySpan<int> rows)
    {
        Distinct = 0;
        for (var candidate = 0; candidate < rows.Length; candidate++)
        {
            _places[rows[candidate]] = candidate + 1;
        }

        foreach (var weights in (ReadOnlySpan<float[]>)[_next, _after, _nextBefore, _afterBefore, _shares])
        {
            weights.AsSpan(0, rows.Length).Clear();
        }

        var clicks = session[Math.Max(0, session.Length - ItemsMax)..];
        for (var place = clicks.Length - 1; place >= 0; place--)
        {
            if (!clicks[(place + 1)..].Contains(clicks[place]))
            {
                LookUp(clicks[place], rows.Length);
            }
        }

        foreach (var row in rows)
        {
            _places[row] = 0;
        }
    }

    /// <summary>Writes five columns.</summary>
    public void Write(int candidate, ref Columns target)
    {
        target.Add(CountLogs.Of(_next[candidate]));
        target.Add(CountLogs.Of(_after[candidate]));
        target.Add(CountLogs.Of(_nextBefore[candidate]));
        target.Add(CountLogs.Of(_afterBefore[candidate]));
        target.Add(Distinct == 0 ? 0 : _shares[candidate] / Distinct);
    }

    private void LookUp(int row, int count)
    {
        var (next, after) = Distinct switch
        {
            0 => (_next, _after),
            1 => (_nextBefore, _afterBefore),
            _ => (_nextOlder, _afterOlder),
        };
        if (Distinct++ >= 2)
        {
            next.AsSpan(0, count).Clear();
            after.AsSpan(0, count).Clear();
        }

        statistics.AddPairs(row, _places, next, after);
        for (var candidate = 0; candidate < count; candidate++)
        {
            _shares[candidate] += after[candidate] > 0 ? 1 : 0;
        }
    }
}
