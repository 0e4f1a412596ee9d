namespace StreamReco.Models.Lake;

/// <summary>Files of a table whose day is over the time that the table is kept.</summary>
/// <param name="Table">The table.</param>
/// <param name="Days">Days that it is kept; 0 for good.</param>
/// <param name="Before">Files of days before this one go, ISO 8601; null where nothing goes.</param>
/// <param name="Files">How many there are.</param>
/// <param name="Rows">Rows in them.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Oldest">The oldest of their days; null for none.</param>
public sealed record LakeExpiry(string Table, int Days, string? Before, int Files, long Rows, long Bytes, string? Oldest);

/// <summary>
/// Deletes files of a lake by their day: that of the event, of the answer's click, of the reception of what was rejected. Whole files only,
/// so that a table holds some hours more than its days and never less.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="days">Days that each table is kept; 0 for good.</param>
/// <param name="today">The day that days are counted back from, UTC.</param>
public sealed class LakeRetention(ClickLake lake, IReadOnlyDictionary<string, int> days, DateOnly today)
{
    /// <summary>What <see cref="Apply"/> would delete, by table; nothing is changed.</summary>
    public IReadOnlyList<LakeExpiry> Plan()
    {
        var over = lake.Logs().SelectMany(log => log.Live()).Where(IsOver).ToLookup(file => file.Table);
        return [.. LakeTables.All.Select(table => Of(table, [.. over[table]]))];
    }

    /// <summary>Deletes them: in each partition one commit, which a crash leaves done or undone.</summary>
    /// <param name="cancel">Ends it between partitions.</param>
    /// <returns>What was deleted, by table.</returns>
    /// <exception cref="IOException">The disk is full, or fails; partitions that were not come to are as they were.</exception>
    public IReadOnlyList<LakeExpiry> Apply(CancellationToken cancel)
    {
        var gone = new List<LakeFile>();
        foreach (var log in lake.Logs())
        {
            cancel.ThrowIfCancellationRequested();
            gone.AddRange(new LakeRewriting(lake, log).Drop(IsOver));
        }

        return [.. LakeTables.All.Select(table => Of(table, [.. gone.Where(file => file.Table == table)]))];
    }

    private bool IsOver(LakeFile file) =>
        BeforeOf(file.Table) is { } before && LakePaths.DayTextOf(file.Path) is { } day && string.CompareOrdinal(day, before) < 0;

    private string? BeforeOf(string table) => days.GetValueOrDefault(table) is > 0 and var kept
        ? LakePaths.DayText(today.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber - kept) : null;

    private LakeExpiry Of(string table, IReadOnlyList<LakeFile> files) => new(
        table, days.GetValueOrDefault(table), BeforeOf(table), files.Count, files.Sum(file => file.Rows),
        files.Sum(file => file.Bytes + file.UsersBytes), files.Select(file => LakePaths.DayTextOf(file.Path)).Min(StringComparer.Ordinal));
}
