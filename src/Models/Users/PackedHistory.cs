using StreamReco.Models.Binary;
using StreamReco.Models.Events;

namespace StreamReco.Models.Users;

/// <summary>
/// The interactions of a history in their durable form, one behind the other: id, time since the one before, type. Later ones are
/// appended and the oldest dropped without reading those between, so that a click of a user whose history nobody reads costs a few bytes.
/// Not thread-safe.
/// </summary>
internal sealed class PackedHistory
{
    private byte[] _bytes = [];
    private int _start;
    private int _end;
    private long _firstMs;
    private long _lastMs;

    /// <summary>Interactions.</summary>
    public int Count { get; private set; }

    /// <summary>Event time of the newest one, Unix milliseconds.</summary>
    public long LastMs => _lastMs;

    /// <summary>Takes in what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Stands on the first interaction; behind the last one afterwards.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="baseMs">What the time of the first one counts from, Unix milliseconds.</param>
    /// <param name="end">Where they end, if it is known: then they are not read to find out.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public void Read(ref StateReader reader, int count, long baseMs, HistoryEnd end)
    {
        var section = reader;
        (_firstMs, _lastMs, Count) = (baseMs, baseMs, count);
        for (var i = 0; i < (end.IsKnown ? 1 : count); i++)
        {
            Pass(ref reader, out var elapsedMs);
            _firstMs += i == 0 ? elapsedMs : 0;
            _lastMs += elapsedMs;
        }

        if (end.IsKnown)
        {
            reader = section;
            reader.Bytes(end.Bytes);
            _lastMs = end.LastMs;
        }

        var bytes = section.Bytes(section.Left - reader.Left);
        (_start, _end) = (0, 0);
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes);
        _end = bytes.Length;
    }

    /// <summary>The longest that <see cref="Write"/> writes.</summary>
    public int BytesMax => _end - _start + SpanWriter.NumberBytesMax;

    /// <summary>Writes the interactions.</summary>
    /// <param name="writer">Takes them.</param>
    /// <param name="baseMs">What the time of the first one counts from, Unix milliseconds.</param>
    public void Write(ref SpanWriter writer, long baseMs)
    {
        if (Count == 0)
        {
            return;
        }

        var reader = new StateReader(_bytes.AsSpan(_start, _end - _start));
        var id = reader.Utf8();
        reader.Signed();
        writer.Unsigned((ulong)id.Length);
        writer.Bytes(id);
        writer.Signed(_firstMs - baseMs);
        writer.Bytes(reader.Rest());
    }

    /// <summary>Takes in one more, the newest.</summary>
    public void Add(in RecentItem item)
    {
        Reserve(SpanWriter.TextBytesMax(item.ItemId.Length) + SpanWriter.NumberBytesMax + 1);
        var writer = new SpanWriter(_bytes.AsSpan(_end));
        _firstMs = Count == 0 ? item.TimeMs : _firstMs;
        writer.Text(item.ItemId);
        writer.Signed(Count == 0 ? 0 : item.TimeMs - _lastMs); // of the first one the time stands apart
        writer.Byte((byte)item.Type);
        _end += writer.Written;
        _lastMs = item.TimeMs;
        Count++;
    }

    /// <summary>Drops the oldest.</summary>
    public void DropOldest()
    {
        var reader = new StateReader(_bytes.AsSpan(_start, _end - _start));
        Pass(ref reader, out _);
        _start = _end - reader.Left;
        if (--Count > 0)
        {
            Pass(ref reader, out var elapsedMs);
            _firstMs += elapsedMs;
        }
    }

    /// <summary>Reads them into a ring, oldest first.</summary>
    /// <param name="items">Finds an item and its row by the UTF-8 of its id.</param>
    /// <param name="ring">Of as many places at least.</param>
    public void CopyTo(IHistoryItems items, Span<RecentItem> ring)
    {
        var reader = new StateReader(_bytes.AsSpan(_start, _end - _start));
        var timeMs = _firstMs;
        for (var i = 0; i < Count; i++)
        {
            var (id, index) = items.ItemOf(reader.Utf8());
            var elapsedMs = reader.Signed();
            timeMs += i == 0 ? 0 : elapsedMs;
            ring[i] = new RecentItem(id, timeMs, (EventType)reader.Byte(), index);
        }
    }

    /// <summary>Reads where the oldest interaction lies, and where the next one goes; see <see cref="UserState.Touch"/>.</summary>
    public int Touch() => Count == 0 ? 0 : _bytes[_start] + _bytes[_end - 1];

    private void Reserve(int size)
    {
        if (_bytes.Length - _end >= size)
        {
            return;
        }

        var used = _bytes.AsSpan(_start, _end - _start);
        var to = used.Length + size <= _bytes.Length / 4 * 3 ? _bytes : new byte[Math.Max(64, (used.Length + size) * 3 / 2)];
        used.CopyTo(to);
        (_bytes, _start, _end) = (to, 0, used.Length);
    }

    private static void Pass(ref StateReader reader, out long elapsedMs)
    {
        reader.Utf8();
        elapsedMs = reader.Signed();
        var type = reader.Byte();
        if (type >= EventTypes.TableLength || !EventTypes.IsInteraction((EventType)type))
        {
            throw new InvalidDataException($"The state's history has an interaction of type {type}, which is none.");
        }
    }
}

/// <summary>What has to be known of the history of a packed state to append to it without reading it.</summary>
/// <param name="Bytes">Length of its bytes.</param>
/// <param name="LastMs">Event time of its newest interaction, Unix milliseconds.</param>
public readonly record struct HistoryEnd(int Bytes, long LastMs)
{
    /// <summary>Whether anything is known; of an empty history nothing has to be.</summary>
    public bool IsKnown => Bytes > 0;
}

/// <summary>Finds the items of a history that is stored.</summary>
internal interface IHistoryItems
{
    /// <summary>An item's id and its row in the model; -1 where the model does not know it.</summary>
    (string Id, int Index) ItemOf(ReadOnlySpan<byte> utf8);
}
