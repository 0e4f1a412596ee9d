using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Live;

/// <summary>
/// <see cref="ItemCounts"/> carried on by live sessions, all integers: windows slide over the log's last sessions and
/// then over the live ones.
/// </summary>
internal sealed class LiveCounts
{
    private readonly ItemCounts _counts;
    private readonly LiveRing _ring;
    private readonly long[] _windowStarts;
    private readonly TopTree _trending;
    private readonly TopTree _clicks;

    public LiveCounts(ItemCounts counts, LiveRing ring)
    {
        (_counts, _ring) = (counts, ring);
        Repeats = (int[])counts.Repeats.Clone();
        Ends = (int[])counts.Ends.Clone();
        Recent = [.. counts.Recent.Select(window => (int[])window.Clone())];
        _windowStarts = [.. counts.Windows.Select(window => (long)Math.Max(0, counts.Sessions - window))];
        (_clicks, _trending) = (new TopTree(counts.Items), new TopTree(counts.Items));
        for (var row = 0; row < counts.Items; row++)
        {
            _clicks.Add(row, counts.Clicks[row]);
            _trending.Add(row, counts.TrendOf(row));
        }
    }

    public int[] Repeats { get; }

    public int[] Ends { get; }

    public int[][] Recent { get; }

    public TopTree Clicks => _clicks;

    public TopTree Trending => _trending;

    /// <summary>Sessions of the log and begun since.</summary>
    public long Sessions => _counts.Sessions + _ring.Next;

    /// <summary>Slides the windows to the newest session.</summary>
    public void Slide()
    {
        for (var window = 0; window < _windowStarts.Length; window++)
        {
            var target = Sessions - _counts.Windows[window];
            for (var start = _windowStarts[window]; start < target; start = Following(start))
            {
                Leave(start, window);
            }

            _windowStarts[window] = Math.Max(_windowStarts[window], target);
        }
    }

    /// <summary>Counts click <paramref name="place"/> of a session.</summary>
    public void Add(LiveSession session, int place)
    {
        var row = session.Rows[place];
        _clicks.Add(row, 1);
        Repeats[row] += session.Rows[..place].Contains(row) ? 1 : 0;
        Ends[row]++;
        if (place > session.Context)
        {
            Ends[session.Rows[place - 1]]--;
        }

        CountRecent(session.Number, row, 1);
    }

    /// <summary>Takes a session out again.</summary>
    public void Remove(LiveSession session)
    {
        for (var place = session.Context; place < session.Count; place++)
        {
            var row = session.Rows[place];
            _clicks.Add(row, -1);
            Repeats[row] -= session.Rows[..place].Contains(row) ? 1 : 0;
            Ends[row] -= place == session.Count - 1 ? 1 : 0;
            CountRecent(session.Number, row, -1);
        }
    }

    private void CountRecent(long number, int row, int change)
    {
        for (var window = 0; window < _windowStarts.Length; window++)
        {
            if (_counts.Sessions + number >= _windowStarts[window])
            {
                CountIn(window, row, change);
            }
        }
    }

    private void CountIn(int window, int row, int change)
    {
        Recent[window][row] += change;
        _trending.Add(row, change * ItemCounts.TrendWeights[window]);
    }

    /// <summary>The session behind a session; live ones that are gone are passed over.</summary>
    private long Following(long session)
    {
        var live = session + 1 - _counts.Sessions;
        return live >= 0 && live < _ring.Oldest ? _counts.Sessions + _ring.Oldest : session + 1;
    }

    private void Leave(long session, int window)
    {
        if (session < _counts.Sessions)
        {
            foreach (var row in _counts.TailRowsOf((int)session))
            {
                CountIn(window, row, -1);
            }
        }
        else if (_ring.Holds(session - _counts.Sessions))
        {
            var left = _ring[session - _counts.Sessions];
            foreach (var row in left.Rows[left.Context..])
            {
                CountIn(window, row, -1);
            }
        }
    }
}
