using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka;

/// <summary>Where erasures are written and found.</summary>
internal interface IErasureLog
{
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

    public async Task<ErasureEntry?> FindAsync(string hash, DateTimeOffset at, CancellationToken cancel) =>
        (await new ErasureTopic(options, time).ReadAsync(cancel)).FirstOrDefault(entry =>
            entry.Topic == options.Clicks && entry.Hash == hash && entry.RequestedMs == at.ToUnixTimeMilliseconds());

    public async Task<ErasureEntry> WriteAsync(
        string userId, string hash, string keyId, DateTimeOffset at, CancellationToken cancel)
    {
        var partitions = await new ErasureTopic(options, time).EnsureAsync(cancel);
        using var writer = new ErasureWriter(options, Writer);
        return await Task.Run(() => writer.Write(userId, hash, keyId, at, partitions), CancellationToken.None);
    }
}
