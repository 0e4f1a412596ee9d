namespace StreamReco.Models.Retrieval.Counts;

/// <summary>
/// What is counted of each item over a log: clicks in all and in the last sessions, repeats, ends of sessions, first
/// and last session. Immutable and shared; <see cref="ItemStatistics"/> reads it.
/// </summary>
public sealed class ItemCounts
{
    private static readonly double[] _shares = [0.1, 0.02, 0.005];

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
        TailStarts = [.. Enumerable.Range(log.Sessions - tail, tail + 1).Select(log.StartOf)];
        Tail = log.Rows[TailStarts[0]..].ToArray();
        Popular = MostClicked();
    }

    /// <summary>N.</summary>
    public int Items { get; }

    /// <summary>S.</summary>
    public int Sessions { get; }

    /// <summary>The windows of <see cref="ItemStatistics.RecentClicks"/> in sessions, longest first.</summary>
    public IReadOnlyList<int> Windows { get; }

    /// <summary>All rows with a click, most clicked first, ties by row.</summary>
    internal int[] Popular { get; }

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

    /// <summary>The rows of the sessions of the longest window, session after session.</summary>
    internal int[] Tail { get; }

    /// <summary>Where each of them begins, counted from the log's first click.</summary>
    internal int[] TailStarts { get; }

    /// <summary>Counts a log.</summary>
    public static ItemCounts Fit(SessionLog log) => new(log);

    private void Add(ReadOnlySpan<int> rows, int session)
    {
        for (var place = 0; place < rows.Length; place++)
        {
            var row = rows[place];
            Clicks[row]++;
            Repeats[row] += rows[..place].Contains(row) ? 1 : 0;
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

    private int[] MostClicked() =>
    [
        .. Enumerable.Range(0, Items)
            .Where(row => Clicks[row] > 0)
            .OrderByDescending(row => Clicks[row])
            .ThenBy(row => row),
    ];
}
