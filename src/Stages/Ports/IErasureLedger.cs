namespace StreamReco.Stages.Ports;

/// <summary>
/// The erasures of all times. A shard whose state begins anew reads it once, so that clicks which precede an erasure
/// further on in the log bring nobody back.
/// </summary>
public interface IErasureLedger
{
    /// <summary>The erasures of a shard's partition, the newest of each user, in any order.</summary>
    /// <exception cref="Privacy.PseudonymKeyException">There are some, and their key is not at hand.</exception>
    Task<IReadOnlyList<ErasureMark>> ReadAsync(ShardId shard, CancellationToken cancel);
}
