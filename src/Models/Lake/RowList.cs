namespace StreamReco.Models.Lake;

/// <summary>What each row of a table says of itself.</summary>
internal interface ILakeRow
{
    /// <summary>Its user's number in the rows' <see cref="UserIndex"/>.</summary>
    int User { get; }

    /// <summary>Its offset.</summary>
    long Offset { get; }

    /// <summary>The time whose day it belongs to, Unix milliseconds.</summary>
    long TimeMs { get; }
}

/// <summary>The rows of a table, one after the other in an array that grows.</summary>
/// <typeparam name="T">A row.</typeparam>
internal sealed class RowList<T>
    where T : struct, ILakeRow
{
    private T[] _rows = new T[1_024];

    public int Count { get; private set; }

    /// <summary>The rows, with room behind them; another array once they have grown.</summary>
    public T[] Rows => _rows;

    /// <summary>Adds a row.</summary>
    public ref T Append(scoped in T row)
    {
        if (Count == _rows.Length)
        {
            Array.Resize(ref _rows, Count * 2);
        }

        _rows[Count] = row;
        return ref _rows[Count++];
    }

    /// <summary>Takes the rows of a user out.</summary>
    /// <returns>What went.</returns>
    public RemovedRows RemoveUser(int user)
    {
        var (kept, first, last) = (0, long.MaxValue, long.MinValue);
        for (var i = 0; i < Count; i++)
        {
            if (_rows[i].User != user)
            {
                _rows[kept++] = _rows[i];
            }
            else
            {
                (first, last) = (Math.Min(first, _rows[i].Offset), Math.Max(last, _rows[i].Offset));
            }
        }

        var removed = Count - kept;
        Count = kept;
        return removed == 0 ? default : new RemovedRows(removed, first, last);
    }

    /// <summary>How many rows a user has.</summary>
    public int CountUser(int user)
    {
        var count = 0;
        for (var i = 0; i < Count; i++)
        {
            count += _rows[i].User == user ? 1 : 0;
        }

        return count;
    }

    /// <summary>Adds a file a day to a unit, each with its rows by user and offset.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="table">The table's name.</param>
    /// <param name="facts">What the files say of themselves.</param>
    /// <param name="users">The users.</param>
    /// <param name="userKey">The key of their hashes.</param>
    /// <param name="write">Writes the given rows to a file.</param>
    public void WriteTo(
        LakeUnit unit, string table, FileFacts facts, UserIndex users, byte[] userKey, Action<Stream, int[]> write)
    {
        var days = RowOrder.ByDayAndUser(
            Count, row => LakePaths.DayOf(_rows[row].TimeMs), row => _rows[row].User, row => _rows[row].Offset, users);
        foreach (var (day, rows) in days)
        {
            unit.Add(
                table, LakePaths.FileOf(table, day, facts.Partition, facts.From, facts.To), rows.Length,
                users.HashesOf(userKey, rows.Select(row => _rows[row].User)), stream => write(stream, rows));
        }
    }

    public void Clear() => Count = 0;
}
