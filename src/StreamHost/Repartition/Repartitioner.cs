using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Kafka;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Repartition;

/// <summary>
/// This node's share in carrying clicks that are keyed otherwise, or not at all, into the topic by user: a group of its
/// own, with the same consumer and the same transactions as the pipeline's.
/// </summary>
internal sealed class Repartitioner : IDisposable
{
    private readonly ClickConsumer _consumer;

    private Repartitioner(ClickConsumer consumer) => _consumer = consumer;

    /// <summary>Records that this node carried over.</summary>
    public long Carried => _consumer.EverOwned.Sum(shard => shard.Own.Read);

    /// <summary>Its part in the group that carries.</summary>
    public GroupMembership Membership => _consumer.Membership;

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
        var opener = new RepartitionOpener(
            options.Pipeline.Limits, targets, time, loggers.CreateLogger<RepartitionOpener>());
        return new Repartitioner(new ClickConsumer(own, opener, time, loggers.CreateLogger<ClickConsumer>()));
    }

    /// <summary>The group whose committed offsets say how far the clicks are carried over.</summary>
    public static string GroupOf(KafkaOptions kafka) => $"{kafka.Group}-by-user";

    /// <inheritdoc cref="ClickConsumer.Run"/>
    public Task RunAsync(bool untilEnd, CancellationToken stop) => Task.Factory.StartNew(
        () => _consumer.Run(untilEnd, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose() => _consumer.Dispose();
}
