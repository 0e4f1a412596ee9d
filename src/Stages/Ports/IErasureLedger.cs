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

/// <summary>An erasure as a shard remembers it: whose earlier clicks are passed over, without saying who it is.</summary>
/// <param name="Hash">Keyed hash of the user's id; see <see cref="Privacy.Pseudonymizer.OpenForErasures"/>.</param>
/// <param name="Offset">Where the erasure stands in the shard's partition: clicks before it are passed over.</param>
/// <param name="AtMs">
/// Its Kafka timestamp, Unix milliseconds: clicks that were made until then and come later are passed over too.
/// </param>
public readonly record struct ErasureMark(string Hash, long Offset, long AtMs);
