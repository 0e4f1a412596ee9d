using StreamReco.Models.Items;

namespace StreamReco.Models.Data;

/// <summary>The clicks of one or more files, in event-time order whatever order the files have.</summary>
/// <param name="Clicks">By rising time; equal times in the order of the session, then of the file.</param>
/// <param name="Catalog">What the data say of the items; empty where they say nothing.</param>
/// <param name="Skipped">Lines that could not be read, by reason.</param>
/// <param name="TimeNote">How missing times were made up, or null when every time is the data's own.</param>
public sealed record ClickDataset(
    IReadOnlyList<HistoricClick> Clicks,
    IReadOnlyList<CatalogItem> Catalog,
    IReadOnlyDictionary<string, long> Skipped,
    string? TimeNote)
{
    /// <summary>Which column was taken for what, a text for each file that has columns.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>What the data say of searches, by rising time; empty where they say nothing, or nothing of when.</summary>
    public IReadOnlyList<HistoricSearch> Searches { get; init; } = [];
}
