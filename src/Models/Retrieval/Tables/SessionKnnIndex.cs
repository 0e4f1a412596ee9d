namespace StreamReco.Models.Retrieval.Tables;

/// <summary>
/// Past sessions and, for each item, the most recent ones that hold it: what <see cref="Neighbours.SessionKnnSource"/> searches.
/// Immutable and shared by all shards.
/// </summary>
public sealed class SessionKnnIndex
{
    /// <summary>Of a longer session only so many last clicks are kept.</summary>
    public const int SessionClicksMax = 200;

    private readonly int[] _starts;
    private readonly int[] _rows;
    private readonly int[] _postingStarts;
    private readonly int[] _postings;

    private SessionKnnIndex(SessionKnnSettings settings, SessionLog log, int[] starts, int[] rows)
    {
        Settings = settings;
        Items = log.Items;
        Sessions = log.Sessions;
        Timed = log.Timed;
        EndMs = log.EndMs;
        Ages = new SessionAges(settings, log.Sessions, log.Timed, log.EndMs);
        (_starts, _rows) = (starts, rows);
        (_postingStarts, _postings, Frequencies) = PostingsOf(log, settings.Candidates);
        LogFrequencies = [.. Frequencies.Select(frequency => MathF.Log(Math.Max(1, frequency)))];
        Weights = WeightsOf(log);
    }

    public SessionKnnSettings Settings { get; }

    /// <summary>N.</summary>
    public int Items { get; }

    /// <summary>S.</summary>
    public int Sessions { get; }

    /// <summary>Whether ages may be measured by time.</summary>
    public bool Timed { get; }

    /// <summary>The time of the newest click.</summary>
    public long EndMs { get; }

    internal SessionAges Ages { get; }

    /// <summary>By session: what its likeness is multiplied with, for its length and its age at the log's end.</summary>
    internal float[] Weights { get; }

    /// <summary>By item: how many sessions hold it.</summary>
    internal int[] Frequencies { get; }

    /// <summary>By item the logarithm of that.</summary>
    internal float[] LogFrequencies { get; }

    /// <summary>Makes the index of a log.</summary>
    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    public static SessionKnnIndex Fit(SessionLog log, SessionKnnSettings settings)
    {
        settings.Validate();
        var starts = new int[log.Sessions + 1];
        var rows = new int[log.Clicks];
        for (var session = 0; session < log.Sessions; session++)
        {
            var clicks = log.RowsOf(session);
            clicks = clicks[Math.Max(0, clicks.Length - SessionClicksMax)..];
            var count = Keep(clicks, settings.DistinctItems, rows.AsSpan(starts[session]));
            starts[session + 1] = starts[session] + count;
        }

        Array.Resize(ref rows, starts[^1]);
        return new SessionKnnIndex(settings, log, starts, rows);
    }

    /// <summary>The clicks of a session, oldest first.</summary>
    internal ReadOnlySpan<int> RowsOf(int session) => _rows.AsSpan(_starts[session].._starts[session + 1]);

    /// <summary>The most recent sessions that hold an item, rising.</summary>
    internal ReadOnlySpan<int> SessionsOf(int row) => _postings.AsSpan(_postingStarts[row].._postingStarts[row + 1]);

    /// <summary>The logarithm of how many sessions hold an item, with some more of them.</summary>
    internal float LogFrequency(int row, int more) => MathF.Log(Math.Max(1, Frequencies[row] + more));

    /// <summary>Copies the clicks that count, oldest first.</summary>
    internal static int Keep(ReadOnlySpan<int> clicks, bool distinct, Span<int> target)
    {
        var count = 0;
        for (var place = 0; place < clicks.Length; place++)
        {
            if (!distinct || !clicks[(place + 1)..].Contains(clicks[place]))
            {
                target[count++] = clicks[place];
            }
        }

        return count;
    }

    private (int[] Starts, int[] Postings, int[] Frequencies) PostingsOf(SessionLog log, int max)
    {
        var frequencies = new int[Items];
        var last = new int[Items];
        Array.Fill(last, -1);
        ForEachPair((session, row) =>
        {
            frequencies[row] += last[row] == session ? 0 : 1;
            last[row] = session;
        });
        var starts = new int[Items + 1];
        for (var row = 0; row < Items; row++)
        {
            starts[row + 1] = starts[row] + Math.Min(frequencies[row], max);
        }

        var postings = new int[starts[^1]];
        var left = (int[])frequencies.Clone();
        Array.Fill(last, -1);
        ForEachPair((session, row) =>
        {
            if (last[row] == session)
            {
                return;
            }

            last[row] = session;
            if (left[row]-- <= starts[row + 1] - starts[row])
            {
                postings[starts[row + 1] - left[row] - 1] = session;
            }
        });
        return (starts, postings, frequencies);

        void ForEachPair(Action<int, int> action)
        {
            for (var session = 0; session < log.Sessions; session++)
            {
                foreach (var row in RowsOf(session))
                {
                    action(session, row);
                }
            }
        }
    }

    private float[] WeightsOf(SessionLog log)
    {
        var weights = new float[Sessions];
        for (var session = 0; session < Sessions; session++)
        {
            var rows = RowsOf(session);
            weights[session] = rows.IsEmpty
                ? 0
                : Ages.LengthFactor(rows.Length) * Ages.AgeFactor(session, log.TimesOf(session)[^1]);
        }

        return weights;
    }
}
