using StreamReco.Models.Binary;

namespace StreamReco.Stages.State;

/// <summary>
/// Tumbling event-time windows that count the touches of each item. A window closes when the watermark passes its end;
/// the newest closed window is what is trending. Events of a closed window are no longer counted.
/// </summary>
public sealed class TrendingWindows(WindowOptions options)
{
    private readonly SortedDictionary<long, Dictionary<string, int>> _open = [];
    private long _closedUntilMs = long.MinValue;

    /// <summary>The items of the newest closed window, most touched first; equal counts by id. Replaced, never changed.</summary>
    public IReadOnlyList<string> Top { get; private set; } = [];

    /// <summary>Counts one touch.</summary>
    public void Add(string itemId, long eventMs)
    {
        var start = StartOf(eventMs);
        if (start < _closedUntilMs) // Also where the window stayed empty: it must not come after those that closed behind it.
        {
            return;
        }

        if (!_open.TryGetValue(start, out var counts))
        {
            _open[start] = counts = new Dictionary<string, int>(StringComparer.Ordinal);
        }

        if (counts.TryGetValue(itemId, out var count) || counts.Count < options.TrendingItemsMax)
        {
            counts[itemId] = count + 1;
        }
    }

    /// <summary>Closes the windows whose end the watermark has passed.</summary>
    public void Advance(long watermarkMs)
    {
        var closedUntilMs = StartOf(watermarkMs);
        if (closedUntilMs <= _closedUntilMs)
        {
            return;
        }

        _closedUntilMs = closedUntilMs;
        while (_open.Count > 0 && _open.First() is var (start, counts) && start < closedUntilMs)
        {
            Top = RankTop(counts);
            _open.Remove(start);
        }
    }

    internal void Write(StateWriter writer)
    {
        writer.Signed(_closedUntilMs);
        writer.Unsigned((ulong)Top.Count);
        foreach (var item in Top)
        {
            writer.Text(item);
        }

        writer.Unsigned((ulong)_open.Count);
        foreach (var (start, counts) in _open)
        {
            writer.Signed(start);
            writer.Unsigned((ulong)counts.Count);
            foreach (var (item, count) in counts.OrderBy(c => c.Key, StringComparer.Ordinal))
            {
                writer.Text(item);
                writer.Unsigned((ulong)count);
            }
        }
    }

    internal void Restore(ref StateReader reader)
    {
        _closedUntilMs = reader.Signed();
        var top = new string[reader.Count(1_000_000)];
        for (var i = 0; i < top.Length; i++)
        {
            top[i] = reader.Text();
        }

        Top = top;
        for (var windows = reader.Count(1_000_000); windows > 0; windows--)
        {
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            _open[reader.Signed()] = counts;
            for (var left = reader.Count(100_000_000); left > 0; left--)
            {
                counts[reader.Text()] = reader.Count(int.MaxValue);
            }
        }
    }

    private string[] RankTop(Dictionary<string, int> counts) =>
        [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal)
            .Take(options.TrendingTop).Select(c => c.Key)];

    private long StartOf(long eventMs) =>
        eventMs - (((eventMs % options.TrendingWindowMs) + options.TrendingWindowMs) % options.TrendingWindowMs);
}
