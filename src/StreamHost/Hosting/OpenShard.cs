using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;

namespace StreamReco.StreamHost.Hosting;

/// <summary>A shard that this process owns.</summary>
/// <param name="Shard">Its name.</param>
/// <param name="Graph">Its running path.</param>
/// <param name="Sink">Its sink, to be disposed of with it.</param>
/// <param name="Progress">What the world may know of it.</param>
/// <param name="StartOffset">Where the consumer must start to read.</param>
/// <param name="EmitFrom">Where emission begins; the records before rebuild the state in silence.</param>
public sealed record OpenShard(
    ShardId Shard, ShardGraph Graph, IShardSink Sink, ShardProgress Progress, long StartOffset, long EmitFrom)
{
    /// <summary>What it committed lately.</summary>
    public required RecentRecords Recent { get; init; }

    /// <summary>What may be asked of it outside of the log.</summary>
    internal ShardQuestions Questions { get; init; } = null!;

    /// <summary>Under which epoch it holds the lease.</summary>
    public required long Epoch { get; init; }

    /// <summary>How many users it holds in memory, about; safe from any thread.</summary>
    public required Func<int> UsersInMemory { get; init; }

    /// <summary>Whether the consumer holds the partition back because the path is full; set by its thread.</summary>
    public bool Paused { get; set; }
}
