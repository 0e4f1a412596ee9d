using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.Models.Items;
using StreamReco.Stages.Catalog;

namespace StreamReco.StreamHost.Kafka.Catalog;

/// <summary>
/// Applies records of the catalog topic to a table, on one thread. The item is the one that the value names; where it
/// names none, the key's. What a key's last record said goes with its tombstone.
/// </summary>
internal sealed partial class CatalogApplier(CatalogTable table, ILogger logger)
{
    private readonly CatalogKeys _keys = new();
    private long _records;
    private long _malformed;
    private long _fieldsLeftOut;

    public long Records => Interlocked.Read(ref _records);

    /// <summary>Records of which no item could be read.</summary>
    public long Malformed => Interlocked.Read(ref _malformed);

    /// <summary>Fields that were left out; their items were taken without them.</summary>
    public long FieldsLeftOut => Interlocked.Read(ref _fieldsLeftOut);

    /// <summary>The newest records with a fault, and the number of faults by field and reason.</summary>
    public CatalogFaults Faults { get; } = new();

    /// <summary>Values of a vector that the model in use takes; 0 takes any.</summary>
    public Func<int> VectorLength { get; set; } = () => 0;

    public void Apply(ConsumeResult<byte[]?, byte[]?> record)
    {
        Interlocked.Increment(ref _records);
        var key = record.Message.Key is { } bytes ? CatalogJson.KeyOf(bytes) : null;
        if (record.Message.Value is not { } value)
        {
            Remove(record, key);
            return;
        }

        var read = CatalogJson.Read(value, key);
        if (!read.IsItem)
        {
            Refuse(record, read.Reason);
            return;
        }

        foreach (var fault in read.Faults)
        {
            LeaveOut(record, fault);
        }

        Put(record, key, read.Item);
    }

    private void Put(ConsumeResult<byte[]?, byte[]?> record, string? key, CatalogItem item)
    {
        // The vector stays with the item: a model that is activated later, or an arm's, may take its length.
        if (item.Vector.Length > 0 && VectorLength() is > 0 and var length && item.Vector.Length != length)
        {
            LeaveOut(record, new CatalogFieldFault(
                "vector", $"has {item.Vector.Length} values where the model in use was trained with {length}"));
        }

        if (key is not null && key != item.ItemId)
        {
            LeaveOut(record, new CatalogFieldFault("key", "is not the item_id, which counts"));
        }

        if (key is not null && _keys.Put(key, item.ItemId) is { } gone)
        {
            table.Remove(gone);
        }

        table.Put(item);
    }

    private void Remove(ConsumeResult<byte[]?, byte[]?> record, string? key)
    {
        if (key is null)
        {
            Refuse(record, "The record has neither key nor value.");
        }
        else if (_keys.Remove(key) is { } gone)
        {
            table.Remove(gone);
        }
    }

    private void Refuse(ConsumeResult<byte[]?, byte[]?> record, string reason)
    {
        Interlocked.Increment(ref _malformed);
        if (Faults.Add(FaultOf(record, null, reason)))
        {
            LogMalformed(logger, record.Topic, record.Partition.Value, record.Offset.Value, reason);
        }
    }

    private void LeaveOut(ConsumeResult<byte[]?, byte[]?> record, in CatalogFieldFault fault)
    {
        Interlocked.Increment(ref _fieldsLeftOut);
        if (Faults.Add(FaultOf(record, fault.Field, fault.Reason)))
        {
            LogLeftOut(logger, record.Topic, record.Partition.Value, record.Offset.Value, fault.Field, fault.Reason);
        }
    }

    private static CatalogFault FaultOf(ConsumeResult<byte[]?, byte[]?> record, string? field, string reason) => new(
        record.Topic,
        record.Partition.Value,
        record.Offset.Value,
        record.Message.Key is { } key ? Encoding.UTF8.GetString(key) : null,
        field,
        reason,
        IsItemTaken: field is not null);

    [LoggerMessage(54, LogLevel.Warning,
        "catalog: {Topic}[{Partition}] offset {Offset} is malformed and passed over, as others will be: {Reason}")]
    private static partial void LogMalformed(ILogger logger, string topic, int partition, long offset, string reason);

    [LoggerMessage(55, LogLevel.Warning,
        "catalog: {Topic}[{Partition}] offset {Offset} has a field that is not taken, and the item is taken without it, as others will be: {Field} {Reason}")]
    private static partial void LogLeftOut(
        ILogger logger, string topic, int partition, long offset, string field, string reason);
}
