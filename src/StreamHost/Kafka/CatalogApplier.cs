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
    private long _withoutVector;

    public long Records => Interlocked.Read(ref _records);

    public long Malformed => Interlocked.Read(ref _malformed);

    /// <summary>Items that were taken without the vector that their record gives.</summary>
    public long WithoutVector => Interlocked.Read(ref _withoutVector);

    /// <summary>The newest records with a fault.</summary>
    public CatalogFaults Faults { get; } = new();

    /// <summary>Values of a vector that the model takes; 0 takes any.</summary>
    public int VectorLength { get; set; }

    public void Apply(ConsumeResult<byte[]?, byte[]?> record)
    {
        Interlocked.Increment(ref _records);
        if (Apply(record.Message.Key, record.Message.Value, out var vectorFault) is { } reason)
        {
            Faults.Add(FaultOf(record, reason, isItemTaken: false));
            if (Interlocked.Increment(ref _malformed) == 1)
            {
                LogMalformed(logger, record.Topic, record.Partition.Value, record.Offset.Value, reason);
            }
        }
        else if (vectorFault is not null)
        {
            Faults.Add(FaultOf(record, vectorFault, isItemTaken: true));
            if (Interlocked.Increment(ref _withoutVector) == 1)
            {
                LogVector(logger, record.Topic, record.Partition.Value, record.Offset.Value, vectorFault);
            }
        }
    }

    private static CatalogFault FaultOf(ConsumeResult<byte[]?, byte[]?> record, string reason, bool isItemTaken) => new(
        record.Topic,
        record.Partition.Value,
        record.Offset.Value,
        record.Message.Key is { } key ? Encoding.UTF8.GetString(key) : null,
        reason,
        isItemTaken);

    /// <returns>Null, or what is wrong with the record.</returns>
    private string? Apply(byte[]? key, byte[]? value, out string? vectorFault)
    {
        vectorFault = null;
        var itemId = key is null ? null : Encoding.UTF8.GetString(key);
        if (value is null)
        {
            return Remove(itemId);
        }

        if (!CatalogJson.TryRead(value, out var item, out var reason, out vectorFault))
        {
            return reason;
        }

        if (itemId is not null && itemId != item.ItemId)
        {
            return "The key is not the item_id.";
        }

        if (VectorLength > 0 && item.Vector.Length > 0 && item.Vector.Length != VectorLength)
        {
            vectorFault = $"vector has {item.Vector.Length} values where the model was trained with {VectorLength}.";
            item = item with { Vector = default };
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

    [LoggerMessage(55, LogLevel.Warning,
        "catalog: {Topic}[{Partition}] offset {Offset} has a bad vector and is taken without it, as others will be: {Reason}")]
    private static partial void LogVector(ILogger logger, string topic, int partition, long offset, string reason);
}
