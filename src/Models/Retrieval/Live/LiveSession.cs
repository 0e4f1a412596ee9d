using StreamReco.Models.Events;

namespace StreamReco.Models.Retrieval.Live;

/// <summary>
/// A session that a shard took in: first, as context, the last clicks that were there before the shard knew of it, then
/// its own.
/// </summary>
internal sealed class LiveSession
{
    private int[] _rows = new int[4];
    private long[] _timesMs = new long[4];
    private EventType[] _types = new EventType[4];

    public ulong Key { get; private set; }

    /// <summary>Whose it is; 0 where that was not written down.</summary>
    public ulong UserKey { get; private set; }

    /// <summary>Its number among all sessions that the shard began, from 0.</summary>
    public long Number { get; private set; }

    /// <summary>How many of the first clicks are context.</summary>
    public int Context { get; private set; }

    /// <summary>Clicks with the context.</summary>
    public int Count { get; private set; }

    /// <summary>Clicks without the context.</summary>
    public int Clicks => Count - Context;

    /// <summary>Different items, with those of the context.</summary>
    public int Distinct { get; private set; }

    /// <summary>What its likeness is multiplied with; set by <see cref="LiveNeighbours"/>.</summary>
    public float Weight { get; set; }

    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    public ReadOnlySpan<long> TimesMs => _timesMs.AsSpan(0, Count);

    public ReadOnlySpan<EventType> Types => _types.AsSpan(0, Count);

    /// <summary>Makes it a new, empty session.</summary>
    public void Begin(ulong key, ulong userKey, long number) =>
        (Key, UserKey, Number, Context, Count, Distinct) = (key, userKey, number, 0, 0, 0);

    public void AddContext(int row, long timeMs, EventType type)
    {
        Add(row, timeMs, type);
        Context = Count;
    }

    public void Add(int row, long timeMs, EventType type)
    {
        if (Count == _rows.Length)
        {
            Array.Resize(ref _rows, Count * 2);
            Array.Resize(ref _timesMs, Count * 2);
            Array.Resize(ref _types, Count * 2);
        }

        Distinct += Rows.Contains(row) ? 0 : 1;
        (_rows[Count], _timesMs[Count], _types[Count]) = (row, timeMs, type);
        Count++;
    }
}
