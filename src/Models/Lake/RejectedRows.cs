using ParquetSharp;

namespace StreamReco.Models.Lake;

/// <summary>Rows of the table <c>rejected</c>: a row a record that was not applied, whole, with the reason.</summary>
public sealed class RejectedRows : ILakeRows
{
    /// <summary>The table.</summary>
    public const string Name = "rejected";

    /// <summary>The reason of a record whose event id was seen before; all others are names of failures.</summary>
    public const string Duplicate = "duplicate";

    private const int RowBytes = 120;

    private ByteArena _arena = new();
    private UserIndex _users = new();
    private readonly RowList<RejectedRow> _rows = new();
    private HeaderRow[] _headers = new HeaderRow[256];
    private int _headerCount;

    public string Table => Name;

    public int Count => _rows.Count;

    public long Bytes => _arena.Bytes + _users.Bytes + (Count * (long)RowBytes);

    internal RejectedRow[] Rows => _rows.Rows;

    internal HeaderRow[] Headers => _headers;

    internal UserIndex Users => _users;

    internal ByteArena Arena => _arena;

    /// <summary>Adds a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="reason">Why it was not applied.</param>
    /// <param name="user">Whose it is, as far as it can be told; empty if not.</param>
    public void Add(in StoredRecord record, string reason, ReadOnlySpan<char> user)
    {
        ref var row = ref Append();
        row.User = user.IsEmpty ? UserIndex.Nobody : _users.NumberOf(user);
        row.Reason = _arena.Add(reason);
        (row.ReceivedMs, row.Offset) = (record.ReceivedMs, record.Offset);
        row.Key = record.Key is null ? ByteArena.None : _arena.Add(record.Key.AsSpan());
        row.Payload = record.Payload is null ? ByteArena.None : _arena.Add(record.Payload.AsSpan());
        foreach (var (name, value) in record.Headers ?? [])
        {
            AppendHeader(ref row, _arena.Add(name));
            _headers[_headerCount - 1].Value = _arena.Add(value.AsSpan());
        }
    }

    /// <summary>A row as the record it was, and its reason.</summary>
    public (StoredRecord Record, string Reason) Restore(int index)
    {
        var row = _rows.Rows[index];
        var headers = row.HeaderCount == 0 ? null : new List<KeyValuePair<string, byte[]>>(row.HeaderCount);
        for (var i = row.FirstHeader; i < row.FirstHeader + row.HeaderCount; i++)
        {
            headers!.Add(new(ByteArena.TextOf(_headers[i].Name), ByteArena.SpanOf(_headers[i].Value).ToArray()));
        }

        return (
            new StoredRecord(row.Offset, row.ReceivedMs, BytesOf(row.Key), BytesOf(row.Payload), headers),
            ByteArena.TextOf(row.Reason));
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
    public void Read(ILakeFiles files, string path) => RejectedTable.Read(files, path, this);

    /// <inheritdoc/>
    public RemovedRows RemoveUser(string user) => _rows.RemoveUser(_users.NumberOf(user));

    /// <inheritdoc/>
    public int CountUser(string user)
    {
        var (number, id, count) = (_users.NumberOf(user), System.Text.Encoding.UTF8.GetBytes(user), 0);
        for (var i = 0; i < Count; i++)
        {
            count += _rows.Rows[i].User == number || Holds(_rows.Rows[i].Key, id) || Holds(_rows.Rows[i].Payload, id) ? 1 : 0;
        }

        return count;
    }

    /// <inheritdoc/>
    public void WriteTo(LakeUnit unit, FileFacts facts, byte[] userKey)
    {
        _rows.WriteTo(unit, Name, facts, _users, userKey, (stream, rows) => RejectedTable.Write(stream, this, rows, facts));
        GC.KeepAlive(_arena);
    }

    public void Clear()
    {
        (_arena, _users) = (new ByteArena(), new UserIndex());
        _rows.Clear();
        _headerCount = 0;
    }

    internal ref RejectedRow Append() => ref _rows.Append(new RejectedRow { FirstHeader = _headerCount });

    /// <summary>A header of a row, its value to be set.</summary>
    /// <returns>Its number.</returns>
    internal int AppendHeader(ref RejectedRow row, in ByteArray name)
    {
        if (_headerCount == _headers.Length)
        {
            Array.Resize(ref _headers, _headerCount * 2);
        }

        if (row.HeaderCount++ == 0)
        {
            row.FirstHeader = _headerCount;
        }

        _headers[_headerCount] = new HeaderRow { Name = name };
        return _headerCount++;
    }

    /// <summary>Whether the id stands in the bytes as a word of its own: <c>u4</c> is not in <c>u42</c>.</summary>
    private static bool Holds(in ByteArray bytes, ReadOnlySpan<byte> id)
    {
        var left = ByteArena.IsNone(bytes) || id.IsEmpty ? default : ByteArena.SpanOf(bytes);
        for (var before = (byte)' '; left.IndexOf(id) is >= 0 and var at;)
        {
            before = at > 0 ? left[at - 1] : before;
            var after = at + id.Length < left.Length ? left[at + id.Length] : (byte)' ';
            if (!char.IsAsciiLetterOrDigit((char)before) && !char.IsAsciiLetterOrDigit((char)after))
            {
                return true;
            }

            before = left[at];
            left = left[(at + 1)..];
        }

        return false;
    }

    private static byte[]? BytesOf(in ByteArray bytes) => ByteArena.IsNone(bytes) ? null : ByteArena.SpanOf(bytes).ToArray();
}

/// <summary>A record of the clicks topic.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="ReceivedMs">Kafka's timestamp, Unix milliseconds.</param>
/// <param name="Key">The key, or null.</param>
/// <param name="Payload">The value, or null.</param>
/// <param name="Headers">The headers, or null.</param>
public readonly record struct StoredRecord(
    long Offset, long ReceivedMs, byte[]? Key, byte[]? Payload, IReadOnlyList<KeyValuePair<string, byte[]>>? Headers);

/// <summary>A record that was not applied; texts are in the arena of its rows.</summary>
internal struct RejectedRow : ILakeRow
{
    public int User;
    public ByteArray Reason;
    public ByteArray Key;
    public ByteArray Payload;
    public long ReceivedMs;
    public long Offset;
    public int FirstHeader;
    public int HeaderCount;

    readonly int ILakeRow.User => User;

    readonly long ILakeRow.Offset => Offset;

    readonly long ILakeRow.TimeMs => ReceivedMs;
}

/// <summary>A header of such a record.</summary>
internal struct HeaderRow
{
    public ByteArray Name;
    public ByteArray Value;
}
