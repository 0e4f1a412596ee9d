namespace StreamReco.StreamHost.Kafka.Catalog;

/// <summary>A record of the catalog topic that was not taken as it came. The topic keeps the record itself.</summary>
/// <param name="Topic">The catalog topic.</param>
/// <param name="Partition">Where the record stands.</param>
/// <param name="Offset">Where it stands in the partition.</param>
/// <param name="ItemId">The record's key; null where it has none.</param>
/// <param name="Field">The field that was left out; null where no item could be read.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="IsItemTaken">Whether the item was taken all the same, without the field.</param>
public sealed record CatalogFault(
    string Topic, int Partition, long Offset, string? ItemId, string? Field, string Reason, bool IsItemTaken);

/// <summary>The newest faults of the catalog topic, and the number of all by field and reason. Thread-safe.</summary>
public sealed class CatalogFaults
{
    /// <summary>Faults that are kept: enough to see what is wrong, little enough to forget about.</summary>
    public const int Max = 200;

    /// <summary>Kinds of faults that are counted apart; a topic of noise must not fill memory with reasons.</summary>
    public const int KindsMax = 100;

    /// <summary>Stands for the field where no item could be read.</summary>
    public const string WholeRecord = "record";

    private static readonly (string Field, string Reason) _others = ("other", "other reasons");

    private readonly Lock _lock = new();
    private readonly Queue<CatalogFault> _faults = new();
    private readonly Dictionary<(string Field, string Reason), long> _counts = [];
    private readonly HashSet<string> _fields = [];

    /// <summary>Takes a fault in; the oldest goes.</summary>
    /// <returns>Whether it is the first of its field.</returns>
    public bool Add(CatalogFault fault)
    {
        lock (_lock)
        {
            _faults.Enqueue(fault);
            if (_faults.Count > Max)
            {
                _faults.Dequeue();
            }

            var kind = (Field: fault.Field ?? WholeRecord, fault.Reason);
            kind = _counts.ContainsKey(kind) || _counts.Count < KindsMax ? kind : _others;
            _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
            return _fields.Add(fault.Field ?? WholeRecord);
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

    /// <summary>All since the start by field and reason, in that order.</summary>
    public IReadOnlyList<(string Field, string Reason, long Count)> Counts
    {
        get
        {
            lock (_lock)
            {
                return
                [
                    .. _counts.OrderBy(kind => kind.Key.Field, StringComparer.Ordinal)
                        .ThenBy(kind => kind.Key.Reason, StringComparer.Ordinal)
                        .Select(kind => (kind.Key.Field, kind.Key.Reason, kind.Value)),
                ];
            }
        }
    }
}
