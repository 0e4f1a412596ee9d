using StreamReco.Stages.Shards;
using StreamReco.Stages.Streams;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>What a process does with the partitions that it owns: fold them, carry them over, or replay a span.</summary>
internal interface IPartitionRole
{
    /// <summary>Shows what becomes of them.</summary>
    PartitionBoard Board { get; }

    /// <summary>How long a partition may take to commit and store what was read, before it is abandoned.</summary>
    TimeSpan DrainMax { get; }

    /// <summary>How often a live partition is looked after.</summary>
    TimeSpan CheckEvery { get; }

    /// <summary>
    /// Id of the topic as of the last look: a partition that was opened from another is opened anew. Empty where it is not
    /// known.
    /// </summary>
    string TopicId { get; }

    /// <summary>Takes a partition over and wires its path.</summary>
    /// <param name="partition">The partition, from 0.</param>
    /// <param name="held">The owner's lease over all its attempts.</param>
    /// <param name="turns">The owner's turns.</param>
    /// <param name="stop">Abandons the attempt, and the path that comes of it.</param>
    Task<OpenPartition> OpenAsync(int partition, HeldLease held, ShardTurns turns, CancellationToken stop);
}
