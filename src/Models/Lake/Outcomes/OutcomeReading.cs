namespace StreamReco.Models.Lake.Outcomes;

/// <summary>A label of an answer's item, as its newest version has it.</summary>
/// <param name="RecommendationId">The answer.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Version">The version.</param>
/// <param name="AsOfMs">The answer's event time, Unix milliseconds.</param>
/// <param name="HorizonMs">How long after it an event counts.</param>
/// <param name="SeenToMs">Greatest event time that was looked at.</param>
/// <param name="AnswerPartition">Where the answer stands.</param>
/// <param name="AnswerOffset">Where it stands there.</param>
/// <param name="Variant">Who made it.</param>
/// <param name="ModelVersion">By which model.</param>
/// <param name="ItemId">The item.</param>
/// <param name="Position">Its place, 1 the first.</param>
/// <param name="Source">Who proposed it; empty for none.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record LabelledItem(
    string RecommendationId, string UserId, int Version, long AsOfMs, long HorizonMs, long SeenToMs, int AnswerPartition, long AnswerOffset,
    string Variant, string ModelVersion, string ItemId, int Position, string Source, ItemOutcome Outcome);

/// <summary>Reads labels of a lake, the newest version of each answer, a day at a time.</summary>
/// <param name="lake">The lake.</param>
public sealed class OutcomeReading(ClickLake lake)
{
    /// <summary>All labels, by day, answer and place.</summary>
    /// <param name="cancel">Ends it between files.</param>
    /// <exception cref="LakeException">A file is damaged or missing.</exception>
    public IEnumerable<LabelledItem> Items(CancellationToken cancel)
    {
        var log = OutcomeFence.LogOf(lake);
        log.Recover();
        foreach (var day in log.Live().GroupBy(file => LakePaths.DayTextOf(file.Path), StringComparer.Ordinal).OrderBy(day => day.Key, StringComparer.Ordinal))
        {
            var rows = new OutcomeRows();
            foreach (var file in day)
            {
                cancel.ThrowIfCancellationRequested();
                rows.Read(lake.Files, file.Path);
            }

            // An answer's versions have its day, and so are all in these files.
            foreach (var row in NewestOf(rows))
            {
                for (var i = 0; i < rows.Rows[row].ItemCount; i++)
                {
                    yield return ItemOf(rows, row, i);
                }
            }
        }
    }

    private static IEnumerable<int> NewestOf(OutcomeRows rows) => Enumerable.Range(0, rows.Count)
        .GroupBy(row => (rows.Rows[row].AnswerPartition, rows.Rows[row].AnswerOffset))
        .OrderBy(answer => answer.Key)
        .Select(answer => answer.MaxBy(row => rows.Rows[row].Version));

    private static LabelledItem ItemOf(OutcomeRows rows, int row, int index)
    {
        var (answer, item) = (rows.Rows[row], rows.Items[rows.Rows[row].FirstItem + index]);
        return new LabelledItem(
            ByteArena.TextOf(answer.Id), ByteArena.TextOf(rows.Users[answer.User]), answer.Version, answer.AsOfMs, answer.HorizonMs, answer.SeenToMs,
            answer.AnswerPartition, answer.AnswerOffset, ByteArena.TextOf(answer.Variant), ByteArena.TextOf(answer.ModelVersion), ByteArena.TextOf(item.Id),
            item.Position, ByteArena.IsNone(item.Source) ? "" : ByteArena.TextOf(item.Source), item.Outcome);
    }
}
