using System.Text.Json;
using StreamReco.Models.Items;

namespace StreamReco.Models.Artifacts;

/// <summary><c>items.jsonl</c>: one <see cref="ItemLine"/> a line, UTF-8, in row order.</summary>
internal static class ItemsFile
{
    /// <summary>The file's bytes.</summary>
    public static byte[] Write(IReadOnlyList<CatalogItem> items, IReadOnlyList<int> popularRows)
    {
        var ranks = new int?[items.Count];
        for (var i = 0; i < popularRows.Count; i++)
        {
            ranks[popularRows[i]] = i + 1;
        }

        using var output = new MemoryStream();
        for (var row = 0; row < items.Count; row++)
        {
            var item = items[row];
            var price = double.IsFinite(item.Price) ? item.Price : (double?)null;
            var line = new ItemLine(
                item.ItemId, item.Name, item.Category, item.Brand, price, item.Available, ranks[row]);
            JsonSerializer.Serialize(output, line, ModelJson.Default.ItemLine);
            output.WriteByte((byte)'\n');
        }

        return output.ToArray();
    }

    /// <summary>The items by row and the popular rows, most popular first.</summary>
    /// <exception cref="InvalidDataException">A line is no item, an id stands twice, or a popularity rank is
    /// missing.</exception>
    public static (CatalogItem[] Items, int[] PopularRows) Read(ReadOnlySpan<byte> bytes, int count)
    {
        var items = new List<CatalogItem>(count);
        var seen = new HashSet<string>(count, StringComparer.Ordinal);
        var ranked = new List<(int Rank, int Row)>();
        foreach (var range in bytes.Split((byte)'\n'))
        {
            if (bytes[range].IsEmpty)
            {
                continue;
            }

            var line = Parse(bytes[range], items.Count + 1);
            if (!seen.Add(line.Id))
            {
                throw new InvalidDataException($"names item '{line.Id}' twice");
            }

            if (line.PopularRank is { } rank)
            {
                ranked.Add((rank, items.Count));
            }

            items.Add(new CatalogItem(
                line.Id, line.Name, line.Category, line.Brand, line.Price ?? double.NaN, line.Available));
        }

        return items.Count == count
            ? ([.. items], PopularRows(ranked))
            : throw new InvalidDataException($"describes {items.Count} items where the manifest needs {count}");
    }

    private static ItemLine Parse(ReadOnlySpan<byte> line, int number)
    {
        try
        {
            var item = JsonSerializer.Deserialize(line, ModelJson.Default.ItemLine);
            return item is { Id.Length: > 0, Name: not null }
                ? item
                : throw new InvalidDataException($"has no id or name in line {number}");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"is no JSON in line {number}", e);
        }
    }

    private static int[] PopularRows(List<(int Rank, int Row)> ranked)
    {
        ranked.Sort();
        for (var i = 0; i < ranked.Count; i++)
        {
            if (ranked[i].Rank != i + 1)
            {
                throw new InvalidDataException($"has no item of popularity rank {i + 1}");
            }
        }

        return [.. ranked.Select(r => r.Row)];
    }
}
