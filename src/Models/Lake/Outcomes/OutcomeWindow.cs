namespace StreamReco.Models.Lake.Outcomes;

/// <summary>The clicks and answers of a lake that one step of the labelling needs, as they are committed.</summary>
/// <param name="lake">The lake.</param>
/// <param name="next">The offset of each partition to end before.</param>
internal sealed class OutcomeWindow(ClickLake lake, IReadOnlyDictionary<string, long> next)
{
    /// <summary>Before this no day has a name.</summary>
    private static readonly long _earliestMs = new DateTimeOffset(1, 1, 2, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>Reads the clicks that lie behind positions, whenever they happened.</summary>
    /// <param name="from">The next offset of each partition before the step.</param>
    /// <param name="cancel">Ends it between files.</param>
    public IReadOnlyList<(int Partition, EventRows Rows, int Row)> NewEvents(IReadOnlyDictionary<string, long> from, CancellationToken cancel) =>
    [
        .. Read<EventRows>(
            LakeStream.Clicks, EventRows.Name, (key, file) => LakePaths.SpanOf(file.Path).To >= from.GetValueOrDefault(key), cancel)
            .SelectMany(one => Rows(one.Partition, one.Rows, row => one.Rows.Rows[row].Offset))
            .Where(one => one.Rows.Rows[one.Row].Offset >= from.GetValueOrDefault(LakeMerge.KeyOf(LakeStream.Clicks, one.Partition))),
    ];

    /// <summary>Reads the answers that lie behind positions, whenever they were given.</summary>
    public IReadOnlyList<(int Partition, AnswerRows Rows, int Row)> NewAnswers(IReadOnlyDictionary<string, long> from, CancellationToken cancel) =>
    [
        .. Read<AnswerRows>(
            LakeStream.Answers, AnswerRows.Name, (key, file) => LakePaths.SpanOf(file.Path).To >= from.GetValueOrDefault(key), cancel)
            .SelectMany(one => Rows(one.Partition, one.Rows, row => one.Rows.Rows[row].Offset))
            .Where(one => one.Rows.Rows[one.Row].Offset >= from.GetValueOrDefault(LakeMerge.KeyOf(LakeStream.Answers, one.Partition))),
    ];

    /// <summary>Reads the clicks from a moment of event time on.</summary>
    public IReadOnlyList<(int Partition, EventRows Rows, int Row)> Events(long sinceMs, CancellationToken cancel) =>
    [
        .. Read<EventRows>(LakeStream.Clicks, EventRows.Name, (_, file) => IsSince(file, sinceMs), cancel)
            .SelectMany(one => Rows(one.Partition, one.Rows, row => one.Rows.Rows[row].Offset))
            .Where(one => one.Rows.Rows[one.Row].EventMs >= sinceMs),
    ];

    /// <summary>Reads the answers from a moment of event time on.</summary>
    public IReadOnlyList<(int Partition, AnswerRows Rows, int Row)> Answers(long sinceMs, CancellationToken cancel) =>
    [
        .. Read<AnswerRows>(LakeStream.Answers, AnswerRows.Name, (_, file) => IsSince(file, sinceMs), cancel)
            .SelectMany(one => Rows(one.Partition, one.Rows, row => one.Rows.Rows[row].Offset))
            .Where(one => one.Rows.Rows[one.Row].AsOfMs >= sinceMs),
    ];

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

    private IEnumerable<(int Partition, T Rows)> Read<T>(
        LakeStream stream, string table, Func<string, LakeFile, bool> isWanted, CancellationToken cancel)
        where T : ILakeRows
    {
        foreach (var log in lake.Logs(stream))
        {
            var key = LakeMerge.KeyOf(stream, log.Partition);
            var rows = LakeTables.RowsOf(table);
            foreach (var file in log.Live().Where(file => file.Table == table && IsBefore(file, key) && isWanted(key, file)))
            {
                cancel.ThrowIfCancellationRequested();
                rows.Read(lake.Files, file.Path);
            }

            yield return (log.Partition, (T)rows);
        }
    }

    private bool IsBefore(LakeFile file, string key) => LakePaths.SpanOf(file.Path).From < next.GetValueOrDefault(key);

    private IEnumerable<(int Partition, T Rows, int Row)> Rows<T>(int partition, T rows, Func<int, long> offsetOf)
        where T : ILakeRows
    {
        var end = next.GetValueOrDefault(LakeMerge.KeyOf(rows is EventRows ? LakeStream.Clicks : LakeStream.Answers, partition));
        for (var row = 0; row < rows.Count; row++)
        {
            if (offsetOf(row) < end) // A merged file may hold what the step does not reach.
            {
                yield return (partition, rows, row);
            }
        }
    }
}
