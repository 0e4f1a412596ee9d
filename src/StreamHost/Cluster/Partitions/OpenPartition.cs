using Akka.Streams.Dsl;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Streams;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>A partition that was taken over and can run.</summary>
/// <param name="Shard">What the node knows of it.</param>
/// <param name="Sink">Its sink, disposed of with it.</param>
/// <param name="Graph">Its path.</param>
internal sealed record OpenPartition(
    OpenShard Shard, IShardSink Sink, IRunnableGraph<(IPartitionControl Control, Task Done)> Graph)
{
    /// <summary>Answers questions about its state; null where it has none.</summary>
    public ShardQueries? Queries { get; init; }

    /// <summary>Brings what the node knows of its state up to date while nothing comes, in a turn of the owner; null where it has no state.</summary>
    public Action? Follow { get; init; }

    /// <summary>Id of the topic that it reads; empty where the brokers do not say it.</summary>
    public string TopicId { get; init; } = "";

    /// <summary>Looks now and then whether a silent partition needs a punctuation; null where it never does.</summary>
    public IdlePunctuation? Punctuation { get; init; }
}
