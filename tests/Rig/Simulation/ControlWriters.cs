using StreamReco.StreamHost.Kafka.Erasures;
using StreamReco.StreamHost.Serving;

namespace StreamReco.Rig.Simulation;

/// <summary>A node's way to write changes of model into the log.</summary>
internal sealed class ModelChangeWriter(SimulatedWorld world, SimulatedNode node) : IControlRecordWriter
{
    private const string Writes = "writes the record of ";

    private readonly ControlRecords _records = world.Control.Records;
    private long _epoch;

    /// <summary>Whether a call writes a change of model into the log.</summary>
    public static bool IsWrite(string what) => what.StartsWith(Writes, StringComparison.Ordinal);

    public async Task<IReadOnlyList<int>> BeginAsync(CancellationToken cancel)
    {
        _epoch = await world.Network.SendAsync(node, "begins to write changes of model", _records.BeginChanges, Unknown, cancel);
        return [.. Enumerable.Range(0, _records.Partitions)];
    }

    public Task<long> WriteAsync(int partition, string name, byte[] value, string request, CancellationToken cancel)
    {
        var written = world.Network.SendAsync(
            node, $"{Writes}{request} into {partition}", () => _records.WriteChange(_epoch, partition, name, request), Unknown, cancel);
        return world.Plan.Bug == PlantedBug.ControlRecordNotAwaited ? Task.FromResult(0L) : written;
    }

    public void Dispose()
    {
        // The broker keeps nothing of a writer but its epoch.
    }

    internal static IOException Unknown() => new("The result is unknown.");
}

/// <summary>A node's way to write and find erasures.</summary>
internal sealed class ErasureLog(SimulatedWorld world, SimulatedNode node) : IErasureLog
{
    private const string Erases = "writes the erasure of ";

    private readonly ControlRecords _records = world.Control.Records;
    private long _epoch;

    /// <summary>Whether a call writes an erasure into the log.</summary>
    public static bool IsWrite(string what) => what.StartsWith(Erases, StringComparison.Ordinal);

    public async Task BeginAsync(CancellationToken cancel) => _epoch = await world.Network.SendAsync(
        node, "begins to write erasures", _records.BeginErasures, ModelChangeWriter.Unknown, cancel);

    public async Task<ErasureEntry?> FindAsync(string hash, DateTimeOffset at, CancellationToken cancel)
    {
        var found = await world.Network.SendAsync(
            node, $"looks for the erasure of {hash}",
            () => Task.FromResult(_records.Erasures.FirstOrDefault(entry => entry.Hash == hash && entry.RequestedMs == at.ToUnixTimeMilliseconds())),
            ModelChangeWriter.Unknown, cancel);
        return world.Plan.Bug == PlantedBug.RequestStartsOver ? null : found;
    }

    public Task<ErasureEntry> WriteAsync(string userId, string hash, string keyId, DateTimeOffset at, CancellationToken cancel) =>
        world.Network.SendAsync(
            node, $"{Erases}{hash}", () => _records.WriteErasure(_epoch, userId, hash, keyId, at), ModelChangeWriter.Unknown, cancel);

    public void Dispose()
    {
        // As above.
    }
}
