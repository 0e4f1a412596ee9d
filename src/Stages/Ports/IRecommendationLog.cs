using StreamReco.Stages.Records;

namespace StreamReco.Stages.Ports;

/// <summary>
/// What the outbound topics say of a shard's answers: asked when the group's committed offset is gone.
/// </summary>
public interface IRecommendationLog
{
    /// <summary>The origins of the answers and rejected records that were written since a record of the shard came.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="from">Offset of the first record of interest; the log holds it.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>May include origins before <paramref name="from"/>, and of other partitions.</returns>
    Task<IReadOnlySet<RecordOrigin>> ReadAsync(ShardId shard, long from, CancellationToken cancel);
}
