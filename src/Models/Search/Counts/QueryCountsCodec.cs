using StreamReco.Models.Binary;

namespace StreamReco.Models.Search.Counts;

/// <summary>
/// The kept searches in binary form, version 1: clicks that joined none, the items by their first appearance, then the
/// searches, oldest first, with items as places in that list. Counts are worked out again when they are read.
/// </summary>
public static class QueryCountsCodec
{
    private const byte Version = 1;
    private const int CountMax = 100_000_000;

    /// <summary>Bits of <see cref="SearchAction"/>; the next one is of earlier programs and says nothing any more.</summary>
    private const int ActionBits = 3;

    /// <summary>Writes the canonical bytes.</summary>
    public static void Write(QueryCounts counts, StateWriter writer)
    {
        writer.Byte(Version);
        writer.Unsigned((ulong)counts.Unjoined);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in counts.Kept.SelectMany(kept => kept.Items))
        {
            places.TryAdd(item.ItemId, places.Count);
        }

        writer.Unsigned((ulong)places.Count);
        foreach (var itemId in places.Keys)
        {
            writer.Text(itemId);
        }

        writer.Unsigned((ulong)counts.Searches);
        var before = 0L;
        foreach (var kept in counts.Kept)
        {
            Write(kept, before, places, writer);
            before = kept.TimeMs;
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged.</exception>
    public static QueryCounts Read(ref StateReader reader)
    {
        if (reader.Byte() is var version && version != Version)
        {
            throw new InvalidDataException($"The kept searches have version {version}; this program reads version {Version}.");
        }

        var counts = new QueryCounts(new QueryCountsOptions { SearchesMax = int.MaxValue });
        counts.Restore((long)reader.Unsigned());
        var items = new string[reader.Count(CountMax)];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = reader.Text();
        }

        var before = 0L;
        for (var left = reader.Count(CountMax); left > 0; left--)
        {
            var kept = Read(ref reader, before, items);
            before = kept.TimeMs;
            counts.Restore(kept);
        }

        return counts;
    }

    private static void Write(KeptSearch kept, long before, Dictionary<string, int> places, StateWriter writer)
    {
        writer.Text(kept.SearchId);
        writer.Text(kept.UserId);
        writer.Text(kept.Key);
        writer.Signed(kept.TimeMs - before);
        writer.Signed(kept.Results);
        writer.Unsigned((ulong)kept.Items.Count);
        for (var place = 0; place < kept.Items.Count; place++)
        {
            var item = kept.Items[place];
            writer.Unsigned((ulong)places[item.ItemId]);
            writer.Unsigned((ulong)item.Position);
            writer.Byte(kept.Actions[place]);
        }
    }

    private static KeptSearch Read(ref StateReader reader, long before, string[] items)
    {
        var kept = new KeptSearch(reader.Text(), reader.Text(), reader.Text(), before + reader.Signed())
        {
            Results = (int)reader.Signed(),
        };
        for (var left = reader.Count(CountMax); left > 0; left--)
        {
            var (place, position, flags) = (reader.Count(CountMax), reader.Count(CountMax), reader.Byte());
            if (place >= items.Length || position < 1 || flags >> (ActionBits + 1) != 0)
            {
                throw new InvalidDataException("The kept searches name an item or a position that there is not.");
            }

            kept.Add(new ShownItem(items[place], position), (byte)(flags & ((1 << ActionBits) - 1)));
        }

        return kept;
    }
}
