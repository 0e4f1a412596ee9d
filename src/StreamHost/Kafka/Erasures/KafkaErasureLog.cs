using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Erasures;

/// <summary>Where erasures are written and found.</summary>
internal interface IErasureLog : IDisposable
{
    /// <summary>
    /// Ends every earlier writer of the group: what is not found from here on, no earlier one will write any more.
    /// </summary>
    Task BeginAsync(CancellationToken cancel);

    /// <summary>The erasure of a user that was asked for at a moment, or null while it is not written.</summary>
    Task<ErasureEntry?> FindAsync(string hash, DateTimeOffset at, CancellationToken cancel);

    /// <summary>Writes an erasure: into every partition, or nowhere.</summary>
    Task<ErasureEntry> WriteAsync(string userId, string hash, string keyId, DateTimeOffset at, CancellationToken cancel);
}

/// <summary>Erasures in Kafka, by the control plane of the group.</summary>
internal sealed class KafkaErasureLog(KafkaOptions options, TimeProvider time) : IErasureLog
{
    /// <summary>All control planes of a group write under this name, so that a newer one ends what an older one began.</summary>
    private const string Writer = "control";

    private readonly ErasureWriter _writer = new(options, Writer);

    public Task BeginAsync(CancellationToken cancel) => Task.Run(_writer.Begin, cancel);

    public async Task<ErasureEntry?> FindAsync(string hash, DateTimeOffset at, CancellationToken cancel) =>
        (await new ErasureTopic(options, time).ReadAsync(cancel)).FirstOrDefault(entry =>
            entry.Topic == options.Clicks && entry.Hash == hash && entry.RequestedMs == at.ToUnixTimeMilliseconds());

    public async Task<ErasureEntry> WriteAsync(
        string userId, string hash, string keyId, DateTimeOffset at, CancellationToken cancel)
    {
        var partitions = await new ErasureTopic(options, time).EnsureAsync(cancel);
        return await Task.Run(() => _writer.Write(userId, hash, keyId, at, partitions), CancellationToken.None);
    }

    public void Dispose() => _writer.Dispose();
}
