namespace StreamReco.Models.Retrieval.Tables;

/// <summary>
/// What is counted of each item over a log: clicks in all and in the last sessions, repeats, ends of sessions, first
/// and last session. Immutable and shared; <see cref="Counts.ItemStatistics"/> reads it.
/// </summary>
public sealed class ItemCounts
{
    private static readonly double[] _shares = [0.1, 0.02, 0.005];
    private static readonly int[] _trendWeights = [1, 5, 20];

    private readonly int[] _tailStarts;
    private readonly int[] _tail;

    private ItemCounts(SessionLog log)
    {
        Items = log.Items;
        Sessions = log.Sessions;
        Windows = [.. _shares.Select(share => Math.Max(1, (int)(share * log.Sessions)))];
        Recent = [.. Windows.Select(_ => new int[log.Items])];
        (Clicks, Repeats, Ends) = (new int[log.Items], new int[log.Items], new int[log.Items]);
        (First, Last) = (new int[log.Items], new int[log.Items]);
        Array.Fill(First, -1);
        Array.Fill(Last, -1);
        for (var session = 0; session < log.Sessions; session++)
        {
            Add(log.RowsOf(session), session);
        }

        var tail = Math.Min(Windows[0], log.Sessions);
        _tailStarts = [.. Enumerable.Range(log.Sessions - tail, tail + 1).Select(log.StartOf)];
        _tail = log.Rows[_tailStarts[0]..].ToArray();
        Popular = Ordered(row => Clicks[row]);
        Trending = Ordered(TrendOf);
    }

    /// <summary>N.</summary>
    public int Items { get; }

    /// <summary>S.</summary>
    public int Sessions { get; }

    /// <summary>The windows of <see cref="Counts.ItemStatistics.RecentClicks"/> in sessions, longest first.</summary>
    public IReadOnlyList<int> Windows { get; }

    /// <summary>
    /// What a click counts in each window for the trend, so that it weighs the more the newer it is: 26 within the last
    /// 0.5 % of the sessions, 6 within 2 %, 1 within 10 %.
    /// </summary>
    internal static ReadOnlySpan<int> TrendWeights => _trendWeights;

    /// <summary>All rows with a click, most clicked first, ties by row.</summary>
    internal int[] Popular { get; }

    /// <summary>All rows that trend, the strongest first, ties by row.</summary>
    internal int[] Trending { get; }

    internal int[] Clicks { get; }

    /// <summary>Clicks whose session held the item already.</summary>
    internal int[] Repeats { get; }

    /// <summary>Sessions whose last click was the item's.</summary>
    internal int[] Ends { get; }

    /// <summary>The session of the first click; -1 where there is none.</summary>
    internal int[] First { get; }

    /// <summary>The newest session with a click; -1 where there is none.</summary>
    internal int[] Last { get; }

    /// <summary>By window: clicks in its sessions.</summary>
    internal int[][] Recent { get; }

    /// <summary>Counts a log.</summary>
    public static ItemCounts Fit(SessionLog log) => new(log);

    /// <summary>How much an item trends.</summary>
    internal int TrendOf(int row)
    {
        var trend = 0;
        for (var window = 0; window < Recent.Length; window++)
        {
            trend += Recent[window][row] * _trendWeights[window];
        }

        return trend;
    }

    /// <summary>The rows of a session of the longest window.</summary>
    internal ReadOnlySpan<int> TailRowsOf(int session)
    {
        var at = session - Sessions + _tailStarts.Length - 1;
        return _tail.AsSpan((_tailStarts[at] - _tailStarts[0])..(_tailStarts[at + 1] - _tailStarts[0]));
    }

    /// <summary>One look at each click, however long the session: <see cref="Last"/> tells what it has held already.</summary>
    private void Add(ReadOnlySpan<int> rows, int session)
    {
        foreach (var row in rows)
        {
            Clicks[row]++;
            Repeats[row] += Last[row] == session ? 1 : 0;
            First[row] = First[row] < 0 ? session : First[row];
            Last[row] = session;
            for (var window = 0; window < Windows.Count; window++)
            {
                Recent[window][row] += session >= Sessions - Windows[window] ? 1 : 0;
            }
        }

        if (!rows.IsEmpty)
        {
            Ends[rows[^1]]++;
        }
    }

    private int[] Ordered(Func<int, int> value) =>
    [
        .. Enumerable.Range(0, Items)
            .Where(row => value(row) > 0)
            .OrderByDescending(value)
            .ThenBy(row => row),
    ];
}
