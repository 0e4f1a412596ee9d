using ParquetSharp;
using StreamReco.Models.Events;

namespace StreamReco.Models.Lake;

/// <summary>Rows of the table <c>events</c>: a row a click that was applied.</summary>
public sealed class EventRows : ILakeRows
{
    /// <summary>The table.</summary>
    public const string Name = "events";

    /// <summary>Bytes that a row and an item take besides their texts, about.</summary>
    private const int RowBytes = 136;
    private const int ItemBytes = 64;

    private static readonly byte[][] _typeNames =
        [.. Enum.GetValues<EventType>().Select(type => System.Text.Encoding.UTF8.GetBytes(EventTypes.NameOf(type)))];

    private ByteArena _arena = new();
    private UserIndex _users = new();
    private readonly RowList<EventRow> _rows = new();
    private EventItemRow[] _items = new EventItemRow[1_024];
    private int _itemCount;

    public string Table => Name;

    public int Count => _rows.Count;

    public long Bytes => _arena.Bytes + _users.Bytes + (Count * (long)RowBytes) + (_itemCount * (long)ItemBytes);

    internal EventRow[] Rows => _rows.Rows;

    internal EventItemRow[] Items => _items;

    internal UserIndex Users => _users;

    internal ByteArena Arena => _arena;

    /// <summary>Adds a click.</summary>
    /// <param name="click">The click, decoded; nothing of it is kept.</param>
    /// <param name="receivedMs">Kafka's timestamp, Unix milliseconds.</param>
    /// <param name="offset">Its offset.</param>
    public void Add(ClickEvent click, long receivedMs, long offset)
    {
        ref var row = ref Append();
        row.User = _users.NumberOf(click.UserId);
        row.Session = Text(click.SessionId);
        row.Query = Text(click.Query);
        row.SearchId = Text(click.SearchId);
        row.Country = click.Country is null ? ByteArena.None : _arena.Add(click.Country);
        (row.Type, row.Hash, row.Results) = (click.Type, click.EventIdHash, click.Results);
        (row.EventMs, row.ReceivedMs, row.Offset) = (click.EventTimeMs, receivedMs, offset);
        for (var i = 0; i < click.Items.Count; i++)
        {
            var item = click.Items[i];
            ref var added = ref AppendItem(ref row);
            added.Id = _arena.Add(item.ItemId);
            added.Category = item.Category is null ? ByteArena.None : _arena.Add(item.Category);
            added.PriceE4 = Money.ToTenThousandths(item.Price);
            (added.Quantity, added.Position) = (item.Quantity, item.Position);
        }
    }

    /// <summary>Makes an event of a row, as it was decoded. Prices are those of the column, rounded to four digits.</summary>
    /// <param name="index">The row.</param>
    /// <param name="click">The event.</param>
    /// <param name="names">Interns ids of items and categories.</param>
    /// <returns>When it was received, Unix milliseconds, and its offset.</returns>
    public (long ReceivedMs, long Offset) Restore(int index, ClickEvent click, Decoding.StringPool names)
    {
        ref var row = ref _rows.Rows[index];
        click.Clear();
        click.SetUserId(ByteArena.TextOf(_users[row.User]));
        click.SetSessionId(ByteArena.TextOf(row.Session));
        click.SetQuery(ByteArena.TextOf(row.Query));
        click.SetSearchId(ByteArena.TextOf(row.SearchId));
        click.Country = ByteArena.IsNone(row.Country) ? null : ByteArena.TextOf(row.Country);
        (click.HasEventId, click.EventIdHash, click.Type) = (true, row.Hash, row.Type);
        (click.EventTimeMs, click.Results) = (row.EventMs, row.Results);
        for (var i = row.FirstItem; i < row.FirstItem + row.ItemCount; i++)
        {
            var item = _items[i];
            click.AddItem(new ItemTouch(
                names.Intern(ByteArena.TextOf(item.Id)),
                ByteArena.IsNone(item.Category) ? null : names.Intern(ByteArena.TextOf(item.Category)),
                Money.OfTenThousandths(item.PriceE4), item.Quantity)
            { Position = item.Position });
        }

        return (row.ReceivedMs, row.Offset);
    }

    /// <summary>Offset and time of reception, in Unix milliseconds, of each row.</summary>
    public IEnumerable<(long Offset, long ReceivedMs, int Row)> Places()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return (_rows.Rows[i].Offset, _rows.Rows[i].ReceivedMs, i);
        }
    }

    /// <inheritdoc/>
    public void Read(ILakeFiles files, string path) => EventTable.Read(files, path, this);

    /// <inheritdoc/>
    public RemovedRows RemoveUser(string user) => _rows.RemoveUser(_users.NumberOf(user));

    /// <inheritdoc/>
    public int CountUser(string user) => _rows.CountUser(_users.NumberOf(user));

    /// <inheritdoc/>
    public void WriteTo(LakeUnit unit, FileFacts facts, byte[] userKey)
    {
        _rows.WriteTo(unit, Name, facts, _users, userKey, (stream, rows) => EventTable.Write(stream, this, rows, facts));
        GC.KeepAlive(_arena);
    }

    public void Clear()
    {
        (_arena, _users) = (new ByteArena(), new UserIndex());
        _rows.Clear();
        _itemCount = 0;
    }

    /// <summary>The type of a name that this release wrote.</summary>
    internal static EventType TypeOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _typeNames.Length; i++)
        {
            if (name.SequenceEqual(_typeNames[i]))
            {
                return (EventType)i;
            }
        }

        return EventType.None;
    }

    /// <summary>A new row of defaults.</summary>
    internal ref EventRow Append() => ref _rows.Append(new EventRow { FirstItem = _itemCount, Results = -1 });

    /// <summary>A new item of a row, as it is read: column by column, so that the row is not the newest.</summary>
    /// <returns>Its number.</returns>
    internal int AppendItem(ref EventRow row, in ByteArray id)
    {
        AppendItem(ref row).Id = id;
        return _itemCount - 1;
    }

    /// <summary>A new item of a row.</summary>
    internal ref EventItemRow AppendItem(ref EventRow row)
    {
        if (_itemCount == _items.Length)
        {
            Array.Resize(ref _items, _itemCount * 2);
        }

        row.ItemCount++;
        ref var item = ref _items[_itemCount++];
        item = new EventItemRow { PriceE4 = Money.None, Quantity = 1 };
        return ref item;
    }

    private ByteArray Text(ReadOnlySpan<char> text) => text.IsEmpty ? ByteArena.None : _arena.Add(text);
}

/// <summary>A click; texts are in the arena of its rows.</summary>
internal struct EventRow : ILakeRow
{
    public int User;
    public EventType Type;
    public ByteArray Session;
    public ByteArray Query;
    public ByteArray SearchId;
    public ByteArray Country;
    public ulong Hash;
    public long EventMs;
    public long ReceivedMs;
    public long Offset;

    /// <summary>Items that a search found; -1 where the event does not say.</summary>
    public int Results;
    public int FirstItem;
    public int ItemCount;

    readonly int ILakeRow.User => User;

    readonly long ILakeRow.Offset => Offset;

    readonly long ILakeRow.TimeMs => EventMs;
}

/// <summary>An item of a click.</summary>
internal struct EventItemRow
{
    public ByteArray Id;
    public ByteArray Category;

    /// <summary>Ten-thousandths; <see cref="Money.None"/> where the event does not say.</summary>
    public long PriceE4;
    public int Quantity;

    /// <summary>From 1; 0 where the event does not say.</summary>
    public int Position;
}
