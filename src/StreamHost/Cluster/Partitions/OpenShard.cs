using StreamReco.Stages.Ports;
using StreamReco.Stages.Shards;
using StreamReco.Stages.Streams;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>What a node knows of a shard that it owns.</summary>
/// <param name="Shard">Its name.</param>
/// <param name="Progress">What it has committed.</param>
/// <param name="StartOffset">Where reading began.</param>
/// <param name="EmitFrom">Where emission began; the records before rebuilt the state in silence.</param>
public sealed record OpenShard(ShardId Shard, ShardProgress Progress, long StartOffset, long EmitFrom)
{
    /// <summary>What it committed lately.</summary>
    public required RecentRecords Recent { get; init; }

    /// <summary>Under which epoch it holds the lease.</summary>
    public required long Epoch { get; init; }

    /// <summary>How many users it holds in memory, about; safe from any thread.</summary>
    public required Func<int> UsersInMemory { get; init; }

    /// <summary>The offset that its owner committed last; null where that is not kept.</summary>
    public KeptOffset? Kept { get; init; }

    /// <summary>How long its commit has been under way; null where nobody looks.</summary>
    internal CommitWatch? Commit { get; init; }

    /// <summary>How full its path is, place by place.</summary>
    public IReadOnlyList<StreamLink> Links { get; init; } = [];

    /// <summary>Its source, once it runs.</summary>
    public IPartitionControl? Control { get; set; }

    /// <summary>Whether nothing is polled because the path is full.</summary>
    public bool IsHeldBack => Control?.IsHeldBack ?? false;
}
