using StreamReco.Stages.Ports;

namespace StreamReco.Stages.Shards;

/// <summary>
/// The newest lease that an owner has of its shard, over all its attempts to open it. Written by the attempt that runs,
/// read between two of them.
/// </summary>
public sealed class HeldLease
{
    private volatile ShardLease? _lease;

    /// <summary>Null before the first attempt and after the owner was superseded: the next attempt takes the shard from whoever has it.</summary>
    public ShardLease? Lease
    {
        get => _lease;
        set => _lease = value;
    }

    /// <summary>Id of the topic that the owner's last attempt read; empty before it, and where the brokers do not say it.</summary>
    public string TopicId { get; set; } = "";
}
