using System.Text.Json;
using ParquetSharp;

namespace StreamReco.Models.Lake;

/// <summary>Rows of the table <c>answers</c>: a row an answer that was committed.</summary>
public sealed class AnswerRows : ILakeRows
{
    /// <summary>The table.</summary>
    public const string Name = "answers";

    private const int RowBytes = 160;
    private const int ItemBytes = 72;

    private ByteArena _arena = new();
    private UserIndex _users = new();
    private readonly RowList<AnswerRow> _rows = new();
    private AnswerItemRow[] _items = new AnswerItemRow[4_096];
    private int _itemCount;

    public string Table => Name;

    public int Count => _rows.Count;

    public long Bytes => _arena.Bytes + _users.Bytes + (Count * (long)RowBytes) + (_itemCount * (long)ItemBytes);

    internal AnswerRow[] Rows => _rows.Rows;

    internal AnswerItemRow[] Items => _items;

    internal UserIndex Users => _users;

    internal ByteArena Arena => _arena;

    /// <summary>Adds an answer as it stands in its topic.</summary>
    /// <param name="value">The record's value.</param>
    /// <param name="offset">Its offset.</param>
    /// <returns>False if it is no answer.</returns>
    public bool Add(ReadOnlyMemory<byte> value, long offset)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            Add(json.RootElement, offset);
            return true;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    /// <summary>Offset and event time, in Unix milliseconds, of each row.</summary>
    public IEnumerable<(long Offset, long AsOfMs, int Row)> Places()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return (_rows.Rows[i].Offset, _rows.Rows[i].AsOfMs, i);
        }
    }

    /// <inheritdoc/>
    public void Read(ILakeFiles files, string path) => AnswerTable.Read(files, path, this);

    /// <inheritdoc/>
    public RemovedRows RemoveUser(string user) => _rows.RemoveUser(_users.NumberOf(user));

    /// <inheritdoc/>
    public int CountUser(string user) => _rows.CountUser(_users.NumberOf(user));

    /// <inheritdoc/>
    public void WriteTo(LakeUnit unit, FileFacts facts, byte[] userKey)
    {
        _rows.WriteTo(unit, Name, facts, _users, userKey, (stream, rows) => AnswerTable.Write(stream, this, rows, facts));
        GC.KeepAlive(_arena);
    }

    public void Clear()
    {
        (_arena, _users) = (new ByteArena(), new UserIndex());
        _rows.Clear();
        _itemCount = 0;
    }

    internal ref AnswerRow Append() => ref _rows.Append(new AnswerRow { FirstItem = _itemCount });

    /// <summary>A new item of a row.</summary>
    /// <returns>Its number.</returns>
    internal int AppendItem(ref AnswerRow row, in ByteArray id)
    {
        if (_itemCount == _items.Length)
        {
            Array.Resize(ref _items, _itemCount * 2);
        }

        if (row.ItemCount++ == 0)
        {
            row.FirstItem = _itemCount;
        }

        _items[_itemCount] = new AnswerItemRow { Id = id };
        return _itemCount++;
    }

    /// <summary>Everything is read before a row is added: what is no answer leaves nothing behind.</summary>
    private void Add(in JsonElement answer, long offset)
    {
        var (model, origin) = (answer.GetProperty("model"), answer.GetProperty("origin"));
        var row = new AnswerRow
        {
            User = _users.NumberOf(answer.GetProperty("user_id").GetString() ?? throw new FormatException("user_id is null.")),
            Id = Text(answer, "recommendation_id"),
            Session = answer.GetProperty("session_id").GetString() is { Length: > 0 } session ? _arena.Add(session) : ByteArena.None,
            Model = Text(model, "name"),
            ModelVersion = Text(model, "version"),
            Variant = Text(answer, "variant"),
            AsOfMs = MsOf(answer, "as_of"),
            EmittedMs = MsOf(answer, "emitted_at"),
            OriginPartition = origin.GetProperty("partition").GetInt32(),
            OriginOffset = origin.GetProperty("offset").GetInt64(),
            Offset = offset,
        };
        var items = answer.GetProperty("items").EnumerateArray().Select(item => ItemOf(item)).ToList();
        row.FirstItem = _itemCount;
        foreach (var item in items)
        {
            var at = AppendItem(ref row, item.Id); // Before the array is named: it may be another one afterwards.
            _items[at] = item;
        }

        Append() = row;
    }

    private AnswerItemRow ItemOf(in JsonElement item)
    {
        var reason = item.GetProperty("reason");
        return new AnswerItemRow
        {
            Id = Text(item, "item_id"),
            Rank = item.GetProperty("rank").GetInt32(),
            Score = item.GetProperty("score").GetSingle(),
            Reason = Text(reason, "kind"),
            Source = reason.TryGetProperty("source", out var source) && source.GetString() is { } name ? _arena.Add(name) : ByteArena.None,
        };
    }

    private ByteArray Text(in JsonElement from, string name) =>
        _arena.Add(from.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null."));

    private static long MsOf(in JsonElement from, string name) => from.GetProperty(name).GetDateTimeOffset().ToUnixTimeMilliseconds();
}

/// <summary>An answer; texts are in the arena of its rows.</summary>
internal struct AnswerRow : ILakeRow
{
    public int User;
    public ByteArray Id;
    public ByteArray Session;
    public ByteArray Model;
    public ByteArray ModelVersion;
    public ByteArray Variant;
    public long AsOfMs;
    public long EmittedMs;
    public int OriginPartition;
    public long OriginOffset;
    public long Offset;
    public int FirstItem;
    public int ItemCount;

    readonly int ILakeRow.User => User;

    readonly long ILakeRow.Offset => Offset;

    readonly long ILakeRow.TimeMs => AsOfMs;
}

/// <summary>An item of an answer.</summary>
internal struct AnswerItemRow
{
    public ByteArray Id;
    public int Rank;
    public float Score;
    public ByteArray Reason;
    public ByteArray Source;
}
