namespace StreamReco.Models.Data;

/// <summary>What came of reading click files, a line each, for people.</summary>
public static class ClickDatasetLines
{
    /// <summary>Which column was taken for what, the lines that were not used, how times were made up.</summary>
    public static IEnumerable<string> Of(ClickDataset data) =>
        [.. data.Columns.Select(columns => $"columns: {columns}"), .. Skipped(data.Skipped), .. Note(data.TimeNote)];

    /// <summary>The lines that were not used, by reason, and what to do about events of unknown names.</summary>
    /// <param name="skipped">Lines by reason.</param>
    /// <param name="part">Of which part of the data, for instance <c> of the test part</c>.</param>
    public static IEnumerable<string> Skipped(IReadOnlyDictionary<string, long> skipped, string part = "")
    {
        foreach (var (reason, lines) in skipped)
        {
            yield return $"skipped {lines:N0} lines{part}: {reason}";
        }

        if (skipped.Keys.FirstOrDefault(reason => reason.StartsWith(ClickCollector.UnknownEvent, StringComparison.Ordinal)) is { } unknown)
        {
            var name = unknown.Split('\'') is [_, var quoted, ..] ? quoted : "NAME";
            yield return $"hint    --events '{name}=view_item' says what an event of an unknown name is; '{name}=none' passes it over";
        }
    }

    private static IEnumerable<string> Note(string? note) => note is null ? [] : [$"note    {note}"];
}
