using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamReco.Models.Binary;

namespace StreamReco.Stages.State;

/// <summary>
/// Tumbling event-time windows that count the touches of each item. A window closes when the watermark passes its end;
/// the newest closed window is what is trending. Events of a closed window are no longer counted.
/// </summary>
public sealed class TrendingWindows(WindowOptions options)
{
    private readonly SortedDictionary<long, Dictionary<string, int>> _open = [];
    private readonly List<KeyValuePair<string, int>> _ranked = [];
    private Dictionary<string, int>? _spare;
    private long _closedUntilMs = long.MinValue;

    /// <summary>Watermarks below it close nothing.</summary>
    private long _closesNextMs = long.MinValue;

    /// <summary>The window that was counted last, which most events belong to; null for none.</summary>
    private Dictionary<string, int>? _last;
    private long _lastStart;

    /// <summary>The items of the newest closed window, most touched first; equal counts by id. Replaced, never changed.</summary>
    public IReadOnlyList<string> Top { get; private set; } = [];

    /// <summary>Counts one touch.</summary>
    public void Add(string itemId, long eventMs)
    {
        if (_last is null || (ulong)(eventMs - _lastStart) >= (ulong)options.TrendingWindowMs)
        {
            var start = StartOf(eventMs);
            if (start < _closedUntilMs) // Also where the window stayed empty: it must not come after those that closed behind it.
            {
                return;
            }

            (_last, _lastStart) = (Open(start), start);
        }

        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(_last, itemId);
        if (!Unsafe.IsNullRef(ref count))
        {
            count++;
        }
        else if (_last.Count < options.TrendingItemsMax)
        {
            _last.Add(itemId, 1);
        }
    }

    private Dictionary<string, int> Open(long start)
    {
        if (!_open.TryGetValue(start, out var counts))
        {
            _open[start] = counts = _spare ?? new Dictionary<string, int>(StringComparer.Ordinal);
            _spare = null;
        }

        return counts;
    }

    /// <summary>Takes one touch back; of a window that is closed, or an item that was not counted, nothing.</summary>
    public void Remove(string itemId, long eventMs)
    {
        var start = StartOf(eventMs);
        if (start < _closedUntilMs || !_open.TryGetValue(start, out var counts) || !counts.TryGetValue(itemId, out var count))
        {
            return;
        }

        if (count > 1)
        {
            counts[itemId] = count - 1;
            return;
        }

        counts.Remove(itemId);
        if (counts.Count == 0)
        {
            _last = null;
            _open.Remove(start); // as if it had never begun: an empty window that closes would end what trends
        }
    }

    /// <summary>Closes the windows whose end the watermark has passed.</summary>
    public void Advance(long watermarkMs)
    {
        if (watermarkMs < _closesNextMs)
        {
            return; // as for almost every click
        }

        var closedUntilMs = StartOf(watermarkMs);
        _closesNextMs = closedUntilMs + options.TrendingWindowMs;
        if (closedUntilMs <= _closedUntilMs)
        {
            return;
        }

        (_closedUntilMs, _last) = (closedUntilMs, null);
        while (_open.Count > 0 && _open.First() is var (start, counts) && start < closedUntilMs)
        {
            Top = RankTop(counts);
            _open.Remove(start);
            counts.Clear();
            _spare = counts; // its memory is that of a whole window
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
            WriteCounts(counts, writer);
        }
    }

    internal void Restore(ref StateReader reader)
    {
        _last = null;
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

    /// <summary>Where the window of an event begins.</summary>
    internal static long StartOf(long eventMs, WindowOptions options) =>
        eventMs - (((eventMs % options.TrendingWindowMs) + options.TrendingWindowMs) % options.TrendingWindowMs);

    private static void WriteCounts(Dictionary<string, int> counts, StateWriter writer)
    {
        var items = ArrayPool<string>.Shared.Rent(counts.Count);
        counts.Keys.CopyTo(items, 0);
        Array.Sort(items, 0, counts.Count, StringComparer.Ordinal);
        writer.Unsigned((ulong)counts.Count);
        foreach (var item in items.AsSpan(0, counts.Count))
        {
            writer.Text(item);
            writer.Unsigned((ulong)counts[item]);
        }

        ArrayPool<string>.Shared.Return(items, clearArray: true);
    }

    /// <summary>The items that were touched most, found in one pass with the best so far in order.</summary>
    private string[] RankTop(Dictionary<string, int> counts)
    {
        _ranked.Clear();
        foreach (var item in counts)
        {
            if (_ranked.Count == options.TrendingTop)
            {
                if (_ranked.Count == 0 || Compare(_ranked[^1], item) < 0)
                {
                    continue;
                }

                _ranked.RemoveAt(_ranked.Count - 1);
            }

            var at = _ranked.Count;
            while (at > 0 && Compare(item, _ranked[at - 1]) < 0)
            {
                at--;
            }

            _ranked.Insert(at, item);
        }

        return [.. _ranked.Select(item => item.Key)];
    }

    /// <summary>More touches first; equal counts by id.</summary>
    private static int Compare(KeyValuePair<string, int> a, KeyValuePair<string, int> b) =>
        a.Value != b.Value ? b.Value.CompareTo(a.Value) : string.CompareOrdinal(a.Key, b.Key);

    private long StartOf(long eventMs) => StartOf(eventMs, options);
}
