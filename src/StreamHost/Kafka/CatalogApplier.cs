using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.Models.Items;
using StreamReco.Stages.Catalog;

namespace StreamReco.StreamHost.Kafka;

/// <summary>
/// Applies records of the catalog topic to a table, on one thread. The key is the item's id: a record with another key
/// could not be replaced or taken back, so it counts as malformed; none at all is accepted.
/// </summary>
internal sealed partial class CatalogApplier(CatalogTable table, ILogger logger)
{
    private long _records;
    private long _malformed;

    public long Records => Interlocked.Read(ref _records);

    public long Malformed => Interlocked.Read(ref _malformed);

    public void Apply(ConsumeResult<byte[]?, byte[]?> record)
    {
        Interlocked.Increment(ref _records);
        if (Apply(record.Message.Key, record.Message.Value) is { } reason && Interlocked.Increment(ref _malformed) == 1)
        {
            LogMalformed(logger, record.Topic, record.Partition.Value, record.Offset.Value, reason);
        }
    }

    /// <returns>Null, or what is wrong with the record.</returns>
    private string? Apply(byte[]? key, byte[]? value)
    {
        var itemId = key is null ? null : Encoding.UTF8.GetString(key);
        if (value is null)
        {
            return Remove(itemId);
        }

        if (!CatalogJson.TryRead(value, out var item, out var reason))
        {
            return reason;
        }

        if (itemId is not null && itemId != item.ItemId)
        {
            return "The key is not the item_id.";
        }

        table.Put(item);
        return null;
    }

    private string? Remove(string? itemId)
    {
        if (itemId is null)
        {
            return "The record has neither key nor value.";
        }

        table.Remove(itemId);
        return null;
    }

    [LoggerMessage(54, LogLevel.Warning,
        "catalog: {Topic}[{Partition}] offset {Offset} is malformed and passed over, as others will be: {Reason}")]
    private static partial void LogMalformed(ILogger logger, string topic, int partition, long offset, string reason);
}
