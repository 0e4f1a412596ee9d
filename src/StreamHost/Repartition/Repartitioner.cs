using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Repartition;

/// <summary>
/// This node's share in forwarding clicks that are keyed otherwise, or not at all, into the topic by user: a group of its
/// own, with the same transactions as the pipeline's.
/// </summary>
/// <param name="options">The settings; not changed.</param>
/// <param name="logger">Where it logs.</param>
/// <param name="time">The clock of waits.</param>
internal sealed class Repartitioner(StreamRecoOptions options, ILogger<ForwardedPartitions> logger, TimeProvider time) : IDisposable
{
    private ForwardedPartitions? _partitions;

    /// <summary>The settings of the forwarding group.</summary>
    public StreamRecoOptions Options { get; } = OfForwarding(options);

    /// <summary>Its clients.</summary>
    public GroupClient Group { get; } = new(OfForwarding(options).Kafka, time, logger);

    /// <summary>The partitions that are forwarded.</summary>
    /// <exception cref="InvalidOperationException">It has not been started.</exception>
    public ForwardedPartitions Partitions => _partitions ?? throw new InvalidOperationException("The forwarding has not been started.");

    /// <summary>Records that this node forwarded.</summary>
    public long Carried => Partitions.Board.EverOwned.Sum(shard => shard.Own.Read);

    /// <summary>Makes the topic by user if it is missing.</summary>
    /// <param name="cancel">Ends the wait for a broker.</param>
    /// <exception cref="KafkaSetupException">No broker answers, there is no clicks topic, or it makes none.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        var targets = await new ByUserTopic(options.Kafka, time).EnsureAsync(cancel);
        _partitions = new ForwardedPartitions(Options, targets, Group, time, logger);
    }

    /// <summary>The group whose committed offsets say how far the clicks are forwarded.</summary>
    public static string GroupOf(KafkaOptions kafka) => $"{kafka.Group}-by-user";

    private static StreamRecoOptions OfForwarding(StreamRecoOptions options) => options.With(kafka =>
    {
        kafka.Group = GroupOf(kafka);
        kafka.Delivery = KafkaOptions.ExactlyOnce;
    });

    public void Dispose() => Group.Dispose();
}
