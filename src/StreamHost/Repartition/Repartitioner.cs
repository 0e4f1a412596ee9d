using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Kafka;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Repartition;

/// <summary>
/// This node's share in forwarding clicks that are keyed otherwise, or not at all, into the topic by user: a group of its
/// own, with the same transactions as the pipeline's.
/// </summary>
internal sealed class Repartitioner : IDisposable
{
    private Repartitioner(StreamRecoOptions options, GroupClient group, CarriedPartitions partitions) =>
        (Options, Group, Partitions) = (options, group, partitions);

    /// <summary>The settings of the forwarding group.</summary>
    public StreamRecoOptions Options { get; }

    /// <summary>Its clients.</summary>
    public GroupClient Group { get; }

    /// <summary>The partitions that are forwarded.</summary>
    public CarriedPartitions Partitions { get; }

    /// <summary>Records that this node forwarded.</summary>
    public long Carried => Partitions.Board.EverOwned.Sum(shard => shard.Own.Read);

    /// <summary>Makes the topic by user if it is missing.</summary>
    /// <param name="options">The settings; not changed.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="time">The clock of waits.</param>
    /// <param name="cancel">Ends the wait for a broker.</param>
    /// <exception cref="KafkaSetupException">No broker answers, there is no clicks topic, or it makes none.</exception>
    public static async Task<Repartitioner> StartAsync(
        StreamRecoOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancel)
    {
        var targets = await new ByUserTopic(options.Kafka, time).EnsureAsync(cancel);
        var own = options.With(kafka =>
        {
            kafka.Group = GroupOf(kafka);
            kafka.Delivery = KafkaOptions.ExactlyOnce;
        });
        var logger = loggers.CreateLogger<CarriedPartitions>();
        var group = new GroupClient(own.Kafka, time, logger);
        return new Repartitioner(own, group, new CarriedPartitions(own, targets, group, time, logger));
    }

    /// <summary>The group whose committed offsets say how far the clicks are forwarded.</summary>
    public static string GroupOf(KafkaOptions kafka) => $"{kafka.Group}-by-user";

    public void Dispose() => Group.Dispose();
}
