using StreamReco.Models.Items;

namespace StreamReco.Models.Data;

/// <summary>
/// A file of items in the contract of the catalog topic, one JSON object a line, plain or gzip'd
/// (<c>docs/schemas/catalog-item.schema.json</c>) and read by the same code; the last line on an item counts.
/// </summary>
public static class CatalogFile
{
    /// <summary>The items, and the lines and fields that were not used, by reason.</summary>
    /// <exception cref="DataFileException">There is no such file, or not one line of it is an item.</exception>
    public static (IReadOnlyList<CatalogItem> Items, IReadOnlyDictionary<string, long> Skipped) Read(
        string path, CancellationToken cancellationToken)
    {
        using var lines = LineReader.Open(path);
        var items = new Dictionary<string, CatalogItem>(StringComparer.Ordinal);
        var skipped = new SkipCounter();
        while (lines.TryRead(out var line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = CatalogJson.Read(line.Span);
            if (read.IsItem)
            {
                items[read.Item.ItemId] = read.Item;
            }
            else
            {
                skipped.Add(read.Reason);
                continue;
            }

            foreach (var fault in read.Faults)
            {
                skipped.Add($"{fault}; the item is taken without it");
            }
        }

        return items.Count > 0
            ? ([.. items.Values], skipped.Counts)
            : throw new DataFileException($"{path}: not one line is a catalog item ({skipped.Summary()}).");
    }
}
