using System.Globalization;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Kafka.Consuming;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>
/// The owners of a topic's partitions as one address: a message to it finds the owner on whichever node it is.
/// </summary>
internal static class PartitionRegion
{
    /// <summary>How long the last waking may take when the node leaves.</summary>
    private static readonly TimeSpan _wakerStopMax = TimeSpan.FromSeconds(2);

    /// <summary>Starts the region on this node.</summary>
    /// <param name="cluster">The node's membership.</param>
    /// <param name="kind">Tells regions of different topics apart.</param>
    /// <param name="role">What is done with a partition.</param>
    /// <param name="partitions">How many partitions there are.</param>
    /// <param name="logger">Where the owners log.</param>
    public static IActorRef Start(
        ClusterSystem cluster, string kind, IPartitionRole role, TopicPartitions partitions, ILogger logger)
    {
        var region = cluster.StartRegion(
            kind, id => PartitionActor.Props(role, int.Parse(id, CultureInfo.InvariantCulture), logger),
            new PartitionExtractor(), LeavePartition.Instance);
        var waker = cluster.ActorSystem.ActorOf(PartitionWaker.Props(region, partitions, logger), $"{kind}-waker");

        // A region that still gets messages does not end in good order.
        cluster.BeforeLeaving($"stop the waker of {kind}", () => waker.GracefulStop(_wakerStopMax));
        return region;
    }
}
