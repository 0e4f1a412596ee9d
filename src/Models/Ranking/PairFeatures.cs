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

    private readonly float[] _next = new float[candidates];
    private readonly float[] _after = new float[candidates];
    private readonly float[] _nextBefore = new float[candidates];
    private readonly float[] _afterBefore = new float[candidates];
    private readonly float[] _nextOlder = new float[candidates];
    private readonly float[] _afterOlder = new float[candidates];
    private readonly float[] _shares = new float[candidates];

    /// <summary>Different items among the clicks that are looked at.</summary>
    public int Distinct { get; private set; }

    /// <summary>Looks up the pairs of a session with its candidates, and writes five columns.</summary>
    public void Write(ReadOnlySpan<int> session, int count, CandidatePlaces places, ref FeatureColumns columns)
    {
        Distinct = 0;
        foreach (var weights in (ReadOnlySpan<float[]>)[_next, _after, _nextBefore, _afterBefore, _shares])
        {
            weights.AsSpan(0, count).Clear();
        }

        var clicks = session[Math.Max(0, session.Length - ItemsMax)..];
        for (var click = clicks.Length - 1; click >= 0; click--)
        {
            if (!clicks[(click + 1)..].Contains(clicks[click]))
            {
                LookUp(clicks[click], count, places);
            }
        }

        foreach (var weights in (ReadOnlySpan<float[]>)[_next, _after, _nextBefore, _afterBefore])
        {
            AddLogs(weights.AsSpan(0, count), ref columns);
        }

        AddShares(_shares.AsSpan(0, count), ref columns);
    }

    private static void AddLogs(Span<float> weights, ref FeatureColumns columns)
    {
        foreach (ref var weight in weights)
        {
            weight = CountLogs.Of(weight);
        }

        columns.Add(weights);
    }

    private void AddShares(Span<float> shares, ref FeatureColumns columns)
    {
        foreach (ref var share in shares)
        {
            share = Distinct == 0 ? 0 : share / Distinct;
        }

        columns.Add(shares);
    }

    private void LookUp(int row, int count, CandidatePlaces places)
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

        statistics.AddPairs(row, places.ByRow, next, after);
        for (var candidate = 0; candidate < count; candidate++)
        {
            _shares[candidate] += after[candidate] > 0 ? 1 : 0;
        }
    }
}
