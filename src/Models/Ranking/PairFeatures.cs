using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Counts;

namespace StreamReco.Models.Ranking;

/// <summary>What pair counts say of a candidate: with the last item, with the one before, with the whole session.</summary>
internal sealed class PairFeatures(ItemStatistics statistics)
{
    /// <summary>Clicks from the session's end whose pairs are looked at.</summary>
    public const int ItemsMax = 10;

    private readonly ScoreTable _next = new(statistics.Items);
    private readonly ScoreTable _after = new(statistics.Items);
    private readonly ScoreTable _nextBefore = new(statistics.Items);
    private readonly ScoreTable _afterBefore = new(statistics.Items);
    private readonly ScoreTable _nextOlder = new(statistics.Items);
    private readonly ScoreTable _afterOlder = new(statistics.Items);
    private readonly ScoreTable _shares = new(statistics.Items);

    /// <summary>Different items among the clicks that are looked at.</summary>
    public int Distinct { get; private set; }

    /// <summary>Looks up the pairs of a session.</summary>
    public void Begin(ReadOnlySpan<int> session)
    {
        Distinct = 0;
        var clicks = session[Math.Max(0, session.Length - ItemsMax)..];
        for (var place = clicks.Length - 1; place >= 0; place--)
        {
            if (!clicks[(place + 1)..].Contains(clicks[place]))
            {
                LookUp(clicks[place]);
            }
        }
    }

    /// <summary>Writes five columns.</summary>
    public void Write(int row, ref Columns target)
    {
        target.Add(MathF.Log(1 + _next[row]));
        target.Add(MathF.Log(1 + _after[row]));
        target.Add(MathF.Log(1 + _nextBefore[row]));
        target.Add(MathF.Log(1 + _afterBefore[row]));
        target.Add(Distinct == 0 ? 0 : _shares[row] / Distinct);
    }

    /// <summary>Forgets the session.</summary>
    public void End()
    {
        _next.Clear();
        _after.Clear();
        _nextBefore.Clear();
        _afterBefore.Clear();
        _shares.Clear();
    }

    private void LookUp(int row)
    {
        var (next, after) = Distinct switch
        {
            0 => (_next, _after),
            1 => (_nextBefore, _afterBefore),
            _ => (_nextOlder, _afterOlder),
        };
        statistics.AddPairs(row, next, after);
        foreach (var item in after.Touched)
        {
            _shares.Add(item, 1);
        }

        if (Distinct++ >= 2)
        {
            _nextOlder.Clear();
            _afterOlder.Clear();
        }
    }
}
