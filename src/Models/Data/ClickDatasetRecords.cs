using System.Buffers;
using System.Globalization;
using StreamReco.Models.Items;

namespace StreamReco.Models.Data;

/// <summary>A data set as the records of the topics <c>clicks</c> and <c>catalog</c>.</summary>
public static class ClickDatasetRecords
{
    /// <summary>The events, lazily, in event-time order, keyed by user.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="eventIdPrefix">Event ids are this and the click's place, so that a second run repeats them.</param>
    public static IEnumerable<KeyedPayload> Events(ClickDataset data, string eventIdPrefix = "c")
    {
        var catalog = data.Catalog.ToDictionary(item => item.ItemId);
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new EventJsonWriter();
        for (var i = 0; i < data.Clicks.Count; i++)
        {
            var click = data.Clicks[i];
            buffer.ResetWrittenCount();
            var eventId = string.Create(CultureInfo.InvariantCulture, $"{eventIdPrefix}{i}");
            writer.Write(buffer, click, catalog.GetValueOrDefault(click.ItemId), eventId);
            yield return new KeyedPayload(click.TimeMs, click.UserId, buffer.WrittenSpan.ToArray());
        }
    }

    /// <summary>The catalog, keyed by item, lazily.</summary>
    /// <param name="items">The items.</param>
    /// <param name="timeMs">When the records belong into the stream: before the first click.</param>
    public static IEnumerable<KeyedPayload> Catalog(IReadOnlyList<CatalogItem> items, long timeMs)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        foreach (var item in items)
        {
            buffer.ResetWrittenCount();
            CatalogJson.Write(buffer, item);
            yield return new KeyedPayload(timeMs, item.ItemId, buffer.WrittenSpan.ToArray());
        }
    }
}
