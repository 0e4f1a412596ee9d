namespace StreamReco.StreamHost.Kafka;

/// <summary>A record of the catalog topic that was not taken as it came. The topic keeps the record itself.</summary>
/// <param name="Topic">The catalog topic.</param>
/// <param name="Partition">Where the record stands.</param>
/// <param name="Offset">Where it stands in the partition.</param>
/// <param name="ItemId">The record's key; null where it has none.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="IsItemTaken">Whether the item was taken all the same, without its vector.</param>
public sealed record CatalogFault(
    string Topic, int Partition, long Offset, string? ItemId, string Reason, bool IsItemTaken);

/// <summary>The newest faults of the catalog topic. Thread-safe.</summary>
public sealed class CatalogFaults
{
    /// <summary>Faults that are kept: enough to see what is wrong, little enough to forget about.</summary>
    public const int Max = 200;

    private readonly Lock _lock = new();
    private readonly Queue<CatalogFault> _faults = new();

    /// <summary>Takes a fault in; the oldest goes.</summary>
    public void Add(CatalogFault fault)
    {
        lock (_lock)
        {
            _faults.Enqueue(fault);
            if (_faults.Count > Max)
            {
                _faults.Dequeue();
            }
        }
    }

    /// <summary>The newest, newest first.</summary>
    public IReadOnlyList<CatalogFault> Newest(int most)
    {
        lock (_lock)
        {
            return [.. _faults.Reverse().Take(most)];
        }
    }
}
