using StreamReco.Models.Items;

namespace StreamReco.Models.Data;

/// <summary>
/// A file of items in the contract of the catalog topic, one JSON object a line, plain or gzip'd
/// (<c>docs/schemas/catalog-item.schema.json</c>); the last line on an item counts.
/// </summary>
public static class CatalogFile
{
    /// <summary>The items, and the lines that were not used by reason.</summary>
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
            if (!CatalogJson.TryRead(line.Span, out var item, out var reason, out var vectorFault))
            {
                skipped.Add(reason);
                continue;
            }

            items[item.ItemId] = item;
            if (vectorFault is not null)
            {
                skipped.Add(vectorFault);
            }
        }

        return items.Count > 0
            ? ([.. items.Values], skipped.Counts)
            : throw new DataFileException($"{path}: not one line is a catalog item ({skipped.Summary()}).");
    }
}
