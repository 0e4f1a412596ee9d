using StreamReco.Models.Items;

namespace StreamReco.Models.Data;

/// <summary>Several data sets as one.</summary>
public static class ClickDatasetMerge
{
    /// <summary>
    /// All clicks by event time (equal times in the order of the sets), of each item the last word, skipped lines
    /// summed by reason, the notes on made-up times one after the other.
    /// </summary>
    public static ClickDataset Merge(IReadOnlyList<ClickDataset> sets)
    {
        if (sets.Count == 1)
        {
            return sets[0];
        }

        var catalog = new Dictionary<string, CatalogItem>(StringComparer.Ordinal);
        var skipped = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var set in sets)
        {
            foreach (var item in set.Catalog)
            {
                catalog[item.ItemId] = item;
            }

            foreach (var (reason, lines) in set.Skipped)
            {
                skipped[reason] = skipped.GetValueOrDefault(reason) + lines;
            }
        }

        string[] notes = [.. sets.Select(set => set.TimeNote).OfType<string>().Distinct(StringComparer.Ordinal)];
        return new ClickDataset(
            [.. sets.SelectMany(set => set.Clicks).OrderBy(click => click.TimeMs)],
            [.. catalog.Values],
            skipped,
            notes.Length > 0 ? string.Join(' ', notes) : null)
        {
            Searches = [.. sets.SelectMany(set => set.Searches).OrderBy(search => search.TimeMs)],
            Columns = [.. sets.SelectMany(set => set.Columns).Distinct(StringComparer.Ordinal)],
        };
    }
}
