using StreamReco.StreamHost.Kafka.Erasures;

namespace StreamReco.Rig.Simulation;

/// <summary>
/// The brokers' part in control records: one writer of each kind at a time, by the epoch of its transactional id. A change
/// of model goes into one partition, an erasure into all of them at once.
/// </summary>
internal sealed class ControlRecords(PlantedBug bug, IReadOnlyList<ModelPartition> partitions)
{
    private readonly List<ErasureEntry> _erasures = [];
    private long _changeEpoch;
    private long _erasureEpoch;

    /// <summary>The erasures topic.</summary>
    public IReadOnlyList<ErasureEntry> Erasures => _erasures;

    public int Partitions => partitions.Count;

    /// <summary>A new writer of changes: every earlier one is fenced.</summary>
    public Task<long> BeginChanges() => Task.FromResult(++_changeEpoch);

    /// <summary>A new writer of erasures: every earlier one is fenced.</summary>
    public Task<long> BeginErasures() => Task.FromResult(++_erasureEpoch);

    public Task<long> WriteChange(long epoch, int partition, string version, string request) =>
        IsFenced(epoch, _changeEpoch) ? Fenced<long>() : Task.FromResult(partitions[partition].Source.AddModelChange(version, request));

    public Task<ErasureEntry> WriteErasure(long epoch, string user, string hash, string keyId, DateTimeOffset at)
    {
        if (IsFenced(epoch, _erasureEpoch))
        {
            return Fenced<ErasureEntry>();
        }

        var offsets = partitions.Select(partition => partition.Source.AddErasure(user, hash)).ToArray();
        _erasures.Add(new ErasureEntry(hash, keyId, at, "clicks", offsets));
        return Task.FromResult(_erasures[^1]);
    }

    private static Task<T> Fenced<T>() =>
        Task.FromException<T>(new InvalidOperationException("A later writer of control records has begun."));

    private bool IsFenced(long epoch, long newest) => epoch != newest && bug != PlantedBug.NoFencingOfControlRecords;
}
