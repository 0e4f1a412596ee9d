using Akka.Actor;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Kafka.Consuming;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>
/// Keeps every partition of a topic alive: a message a second to each owner brings those to life that are nowhere, after a
/// start, a crash or a downing. Asks now and then whether partitions were added. One a node and topic.
/// </summary>
internal sealed partial class PartitionWaker : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan _wakeEvery = TimeSpan.FromSeconds(1);

    /// <summary>Wakings between two looks at the topic: added partitions are read within ten seconds.</summary>
    private const int WakingsPerLook = 5;

    private readonly IActorRef _region;
    private readonly TopicPartitions _partitions;
    private readonly ILogger _logger;
    private int _known;
    private int _wakings;
    private bool _isLooking;

    public PartitionWaker(IActorRef region, TopicPartitions partitions, ILogger logger)
    {
        (_region, _partitions, _logger, _known) = (region, partitions, logger, partitions.Count);
        Receive<Wake>(_ => WakeAll());
        Receive<Seen>(seen => Take(seen.Count));
        Receive<CheckFailed>(_ => _isLooking = false); // The broker is away: the partitions' owners report it.
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IActorRef region, TopicPartitions partitions, ILogger logger) =>
        Akka.Actor.Props.Create(() => new PartitionWaker(region, partitions, logger));

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Wake), Wake.Instance, TimeSpan.Zero, _wakeEvery);

    private void WakeAll()
    {
        for (var partition = 0; partition < _known; partition++)
        {
            _region.Tell(new WakePartition(partition));
        }

        if (++_wakings % WakingsPerLook == 0 && !_isLooking)
        {
            _isLooking = true;
            _ = Task.Run(_partitions.Refresh).PipeTo(Self, success: count => new Seen(count), failure: _ => CheckFailed.Instance);
        }
    }

    private void Take(int count)
    {
        _isLooking = false;
        if (count > _known)
        {
            LogAdded(_logger, _partitions.Topic, count, _known);
            _known = count;
            WakeAll();
        }
    }

    [LoggerMessage(17, LogLevel.Information,
        "topic {Topic} has {Count} partitions now, {Known} before: the new ones are read from their beginning")]
    private static partial void LogAdded(ILogger logger, string topic, int count, int known);

    private sealed class Wake
    {
        public static Wake Instance { get; } = new();
    }

    private sealed record Seen(int Count);

    private sealed class CheckFailed
    {
        public static CheckFailed Instance { get; } = new();
    }
}
