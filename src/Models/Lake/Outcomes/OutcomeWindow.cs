namespace StreamReco.Models.Lake.Outcomes;

/// <summary>The clicks and answers of a lake that one step of the labelling needs, as they are committed.</summary>
/// <param name="lake">The lake.</param>
/// <param name="next">The offset of each partition to end before.</param>
internal sealed class OutcomeWindow(ClickLake lake, IReadOnlyDictionary<string, long> next)
{
    /// <summary>Before this no day has a name.</summary>
    private static readonly long _earliestMs = new DateTimeOffset(1, 1, 2, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static readonly Table<EventRows> _clicks = new(
        LakeStream.Clicks, EventRows.Name, (rows, row) => (rows.Rows[row].Offset, rows.Rows[row].EventMs));

    private static readonly Table<AnswerRows> _answers = new(
        LakeStream.Answers, AnswerRows.Name, (rows, row) => (rows.Rows[row].Offset, rows.Rows[row].AsOfMs));

    /// <summary>Reads the clicks that lie behind positions, whenever they happened.</summary>
    /// <param name="from">The next offset of each partition before the step.</param>
    /// <param name="cancel">Ends it between files.</param>
    public IReadOnlyList<(int Partition, EventRows Rows, int Row)> NewEvents(IReadOnlyDictionary<string, long> from, CancellationToken cancel) =>
        After(_clicks, from, cancel);

    /// <summary>Reads the answers that lie behind positions, whenever they were given.</summary>
    public IReadOnlyList<(int Partition, AnswerRows Rows, int Row)> NewAnswers(IReadOnlyDictionary<string, long> from, CancellationToken cancel) =>
        After(_answers, from, cancel);

    /// <summary>Reads the clicks from a moment of event time on.</summary>
    public IReadOnlyList<(int Partition, EventRows Rows, int Row)> Events(long sinceMs, CancellationToken cancel) =>
        Since(_clicks, sinceMs, cancel);

    /// <summary>Reads the answers from a moment of event time on.</summary>
    public IReadOnlyList<(int Partition, AnswerRows Rows, int Row)> Answers(long sinceMs, CancellationToken cancel) =>
        Since(_answers, sinceMs, cancel);

    /// <summary>Reads the newest labels of answers from a moment of event time on, by the answer's place.</summary>
    public IReadOnlyDictionary<(int Partition, long Offset), (OutcomeRows Rows, int Row)> Newest(long sinceMs, CancellationToken cancel)
    {
        var newest = new Dictionary<(int, long), (OutcomeRows Rows, int Row)>();
        var rows = new OutcomeRows();
        foreach (var file in OutcomeFence.LogOf(lake).Live().Where(file => IsSince(file, sinceMs)))
        {
            cancel.ThrowIfCancellationRequested();
            rows.Read(lake.Files, file.Path);
        }

        for (var i = 0; i < rows.Count; i++)
        {
            var place = (rows.Rows[i].AnswerPartition, rows.Rows[i].AnswerOffset);
            if (!newest.TryGetValue(place, out var known) || rows.Rows[known.Row].Version < rows.Rows[i].Version)
            {
                newest[place] = (rows, i);
            }
        }

        return newest;
    }

    private static bool IsSince(LakeFile file, long sinceMs) =>
        sinceMs < _earliestMs || string.CompareOrdinal(LakePaths.DayTextOf(file.Path), LakePaths.DayText(LakePaths.DayOf(sinceMs))) >= 0;

    private List<(int Partition, T Rows, int Row)> After<T>(
        Table<T> table, IReadOnlyDictionary<string, long> from, CancellationToken cancel)
        where T : ILakeRows => Read(
            table, (key, file) => LakePaths.SpanOf(file.Path).To >= from.GetValueOrDefault(key),
            (key, place) => place.Offset >= from.GetValueOrDefault(key), cancel);

    private List<(int Partition, T Rows, int Row)> Since<T>(Table<T> table, long sinceMs, CancellationToken cancel)
        where T : ILakeRows => Read(
            table, (_, file) => IsSince(file, sinceMs), (_, place) => place.TimeMs >= sinceMs, cancel);

    /// <summary>Reads the rows of a table that the step reaches.</summary>
    /// <param name="table">The table.</param>
    /// <param name="mayHold">Whether a file of a partition, by its key, may hold a wanted row.</param>
    /// <param name="isWanted">Whether a row of it is wanted.</param>
    /// <param name="cancel">Ends it between files.</param>
    private List<(int Partition, T Rows, int Row)> Read<T>(
        Table<T> table, Func<string, LakeFile, bool> mayHold, Func<string, (long Offset, long TimeMs), bool> isWanted,
        CancellationToken cancel)
        where T : ILakeRows
    {
        var found = new List<(int Partition, T Rows, int Row)>();
        foreach (var log in lake.Logs(table.Stream))
        {
            var key = LakeMerge.KeyOf(table.Stream, log.Partition);
            var end = next.GetValueOrDefault(key);
            var rows = (T)LakeTables.RowsOf(table.Name);
            foreach (var file in log.Live().Where(
                file => file.Table == table.Name && LakePaths.SpanOf(file.Path).From < end && mayHold(key, file)))
            {
                cancel.ThrowIfCancellationRequested();
                rows.Read(lake.Files, file.Path);
            }

            for (var row = 0; row < rows.Count; row++)
            {
                var place = table.PlaceOf(rows, row);
                if (place.Offset < end && isWanted(key, place)) // A merged file may hold what the step does not reach.
                {
                    found.Add((log.Partition, rows, row));
                }
            }
        }

        return found;
    }

    /// <summary>A table that is read.</summary>
    /// <param name="Stream">The stream of its logs.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="PlaceOf">Offset and event time of a row.</param>
    private sealed record Table<T>(LakeStream Stream, string Name, Func<T, int, (long Offset, long TimeMs)> PlaceOf)
        where T : ILakeRows;
}
