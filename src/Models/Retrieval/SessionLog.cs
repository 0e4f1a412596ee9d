using StreamReco.Models.Data;
using StreamReco.Models.Events;

namespace StreamReco.Models.Retrieval;

/// <summary>
/// Sessions as flat arrays: the input of every source that is fitted. Sessions stand in the order in which they began,
/// the clicks of one follow each other by time. Immutable, for any number of threads.
/// </summary>
public sealed class SessionLog
{
    private readonly int[] _starts;
    private readonly int[] _rows;
    private readonly long[] _timesMs;
    private readonly EventType[] _types;

    /// <param name="items">N, the rows of the vocabulary.</param>
    /// <param name="starts">S+1 offsets: session s holds the clicks from starts[s] up to starts[s+1].</param>
    /// <param name="rows">Item row of each click, 0 to N-1.</param>
    /// <param name="timesMs">Event time of each click, Unix milliseconds.</param>
    /// <param name="types">What was done, by click.</param>
    /// <param name="timed">Whether the times are the data's own; false where they were made up.</param>
    public SessionLog(int items, int[] starts, int[] rows, long[] timesMs, EventType[] types, bool timed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Length, starts[^1]);
        ArgumentOutOfRangeException.ThrowIfNotEqual(timesMs.Length, rows.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(types.Length, rows.Length);
        Items = items;
        Timed = timed;
        _starts = starts;
        _rows = rows;
        _timesMs = timesMs;
        _types = types;
    }

    /// <summary>N.</summary>
    public int Items { get; }

    /// <summary>S.</summary>
    public int Sessions => _starts.Length - 1;

    public int Clicks => _rows.Length;

    /// <summary>Whether the times are the data's own; where not, only their order says something.</summary>
    public bool Timed { get; }

    /// <summary>The time of the newest click; 0 where there is none.</summary>
    public long EndMs => _timesMs.Length == 0 ? 0 : _timesMs.Max();

    /// <summary>All clicks, session after session.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    /// <summary>Where session <paramref name="session"/> begins in <see cref="Rows"/>; S gives the end.</summary>
    public int StartOf(int session) => _starts[session];

    public ReadOnlySpan<int> RowsOf(int session) => _rows.AsSpan(_starts[session], LengthOf(session));

    public ReadOnlySpan<long> TimesOf(int session) => _timesMs.AsSpan(_starts[session], LengthOf(session));

    public ReadOnlySpan<EventType> TypesOf(int session) => _types.AsSpan(_starts[session], LengthOf(session));

    public int LengthOf(int session) => _starts[session + 1] - _starts[session];

    /// <summary>The first <paramref name="sessions"/> sessions as a log of their own.</summary>
    public SessionLog First(int sessions)
    {
        var clicks = _starts[sessions];
        return new SessionLog(
            Items, _starts[..(sessions + 1)], _rows[..clicks], _timesMs[..clicks], _types[..clicks], Timed);
    }

    /// <summary>The sessions from <paramref name="first"/> on as a log of their own.</summary>
    public SessionLog From(int first)
    {
        var from = _starts[first];
        return first == 0 ? this : new SessionLog(
            Items,
            [.. _starts.Skip(first).Select(start => start - from)],
            _rows[from..],
            _timesMs[from..],
            _types[from..],
            Timed);
    }

    /// <summary>
    /// The interactions of <paramref name="data"/> with the items of a vocabulary; other events and items do not count.
    /// </summary>
    /// <param name="data">Clicks in event-time order.</param>
    /// <param name="itemIds">The vocabulary; an item's place is its row.</param>
    /// <param name="unit">What is one session.</param>
    public static SessionLog Of(ClickDataset data, IReadOnlyList<string> itemIds, SessionUnit unit)
    {
        var rowOf = new Dictionary<string, int>(itemIds.Count, StringComparer.Ordinal);
        for (var row = 0; row < itemIds.Count; row++)
        {
            rowOf[itemIds[row]] = row;
        }

        var sessions = new SessionGrouping();
        foreach (var click in data.Clicks)
        {
            if (EventTypes.IsInteraction(click.Type) && rowOf.TryGetValue(click.ItemId, out var row))
            {
                sessions.Add(click.UserId, unit == SessionUnit.User ? "" : click.SessionId, row, click);
            }
        }

        return sessions.Build(itemIds.Count, data.TimeNote is null);
    }
}
