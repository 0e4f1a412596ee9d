namespace StreamReco.Models.Lake;

/// <summary>Rows of one table in memory, on their way into files or out of them. Not thread-safe.</summary>
public interface ILakeRows
{
    /// <summary>The table's name.</summary>
    string Table { get; }

    int Count { get; }

    /// <summary>Bytes held, about.</summary>
    long Bytes { get; }

    /// <summary>Adds the rows of a file.</summary>
    /// <exception cref="LakeException">The file is damaged or missing.</exception>
    void Read(ILakeFiles files, string path);

    /// <summary>Removes the rows of a user.</summary>
    /// <returns>What went.</returns>
    RemovedRows RemoveUser(string user);

    /// <summary>Rows of a user, or that hold the id anywhere.</summary>
    int CountUser(string user);

    /// <summary>Writes the rows, a file a day, sorted by user and offset.</summary>
    /// <param name="unit">Where to.</param>
    /// <param name="facts">What the files say of themselves; the partition and span of the name are theirs too.</param>
    /// <param name="userKey">The lake's key of users' hashes.</param>
    void WriteTo(LakeUnit unit, FileFacts facts, byte[] userKey);

    void Clear();
}

/// <summary>Rows that were taken out.</summary>
/// <param name="Count">How many.</param>
/// <param name="First">The least offset among them; 0 for none.</param>
/// <param name="Last">The greatest; 0 for none.</param>
public readonly record struct RemovedRows(int Count, long First, long Last);

/// <summary>Rows by day, each day's by user and offset.</summary>
internal static class RowOrder
{
    /// <param name="count">Number of rows.</param>
    /// <param name="dayOf">A row's day.</param>
    /// <param name="userOf">A row's user.</param>
    /// <param name="offsetOf">A row's offset.</param>
    /// <param name="users">The users.</param>
    public static IReadOnlyList<(int Day, int[] Rows)> ByDayAndUser(
        int count, Func<int, int> dayOf, Func<int, int> userOf, Func<int, long> offsetOf, UserIndex users)
    {
        var ranks = users.Ranks();
        var days = new SortedDictionary<int, List<int>>();
        for (var row = 0; row < count; row++)
        {
            var day = dayOf(row);
            if (!days.TryGetValue(day, out var rows))
            {
                days[day] = rows = [];
            }

            rows.Add(row);
        }

        return [.. days.Select(day => (day.Key, Sort(day.Value, row => ranks[userOf(row)], offsetOf, ranks.Length)))];
    }

    /// <summary>Counts per user, then places; rows of one user that are not in the order of their offsets are sorted.</summary>
    private static int[] Sort(List<int> rows, Func<int, int> rankOf, Func<int, long> offsetOf, int ranks)
    {
        var starts = new int[ranks + 1];
        foreach (var row in rows)
        {
            starts[rankOf(row) + 1]++;
        }

        for (var i = 0; i < ranks; i++)
        {
            starts[i + 1] += starts[i];
        }

        var next = starts.AsSpan(0, ranks).ToArray();
        var sorted = new int[rows.Count];
        foreach (var row in rows)
        {
            sorted[next[rankOf(row)]++] = row;
        }

        for (var i = 0; i < ranks; i++)
        {
            SortByOffset(sorted.AsSpan(starts[i], starts[i + 1] - starts[i]), offsetOf);
        }

        return sorted;
    }

    private static void SortByOffset(Span<int> rows, Func<int, long> offsetOf)
    {
        for (var i = 1; i < rows.Length; i++)
        {
            if (offsetOf(rows[i]) < offsetOf(rows[i - 1]))
            {
                rows.Sort((a, b) => offsetOf(a).CompareTo(offsetOf(b)));
                return;
            }
        }
    }
}
