using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Remote;
using Akka.Remote.Transport;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Cluster;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Messages;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Cluster.Placement;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Tests.Cluster;

/// <summary>Nodes of clusters in this process, on loopback and free ports, with one ledger between them.</summary>
internal sealed class ClusterScene(IClusterLedger ledger, string hocon = "") : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>A system that ends does not leave; its traffic can be stopped.</summary>
    private const string Killable =
        """
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        akka.remote.dot-netty.tcp.applied-adapters = ["trttl"]
        """;

    private readonly ConcurrentBag<ClusterSystem> _nodes = [];

    public ClusterScene()
        : this(new InMemoryClusterLedger())
    {
    }

    public IClusterLedger Ledger { get; } = ledger;

    public SceneLog Log { get; } = new();

    /// <summary>A node that listens and is no member yet.</summary>
    public ClusterSystem Make(string group = "g", Action<ClusterOptions>? change = null, bool isKillable = true)
    {
        var options = new ClusterOptions();
        change?.Invoke(options);
        var node = ClusterSystem.Start(
            options, group, Ledger, new NodeMessageTable(
                [Counted.Message, CountedAt.Message, .. ControlMessageTable.Messages, .. PlacementMessageTable.Messages]),
            TimeSpan.FromSeconds(5),
            LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(Log)), TimeProvider.System,
            hocon + (isKillable ? Killable : ""));
        _nodes.Add(node);
        return node;
    }

    /// <summary>A node that is a member.</summary>
    public async Task<ClusterSystem> StartAsync(
        string group = "g", Action<ClusterOptions>? change = null, bool isKillable = true)
    {
        var node = Make(group, change, isKillable);
        await node.JoinAsync(CancellationToken.None).WaitAsync(Patience);
        return node;
    }

    /// <summary>Ends a node without a word, as kill -9 does.</summary>
    public static async Task KillAsync(ClusterSystem node) => await node.ActorSystem.Terminate();

    /// <summary>From here on nothing goes from one node to the other.</summary>
    public static async Task CutAsync(ClusterSystem one, ClusterSystem other)
    {
        await Task.WhenAll(ThrottleAsync(one, other), ThrottleAsync(other, one));

        static Task<bool> ThrottleAsync(ClusterSystem from, ClusterSystem to) =>
            ((RemoteActorRefProvider)((ExtendedActorSystem)from.ActorSystem).Provider).Transport.ManagementCommand(new SetThrottle(
                Akka.Cluster.Cluster.Get(to.ActorSystem).SelfAddress, ThrottleTransportAdapter.Direction.Both, Blackhole.Instance));
    }

    public static Task UntilAsync(string what, Func<bool> isSo) => Waiting.UntilAsync(what, isSo, Patience);

    /// <summary>Looks again and again until it is so.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"Not within {Patience.TotalSeconds} s: {what}");
            }
        }
    }

    public static int Up(ClusterSystem node) => node.Control.Snapshot().Members.Count(member => member is { Status: "up", Reachable: true });

    public async ValueTask DisposeAsync() => await Task.WhenAll(_nodes.Select(async node =>
    {
        if (!node.ActorSystem.WhenTerminated.IsCompleted)
        {
            await node.ActorSystem.Terminate();
        }
    }));
}

/// <summary>Counts up at an entity.</summary>
internal sealed record Counted(int Entity)
{
    public static NodeMessage Message { get; } = NodeMessage.Binary<Counted>(
        "counted", 1, message => BitConverter.GetBytes(message.Entity), bytes => new Counted(BitConverter.ToInt32(bytes)));
}

/// <summary>Asks an entity where it is.</summary>
internal sealed record CountedQuery(int Partition) : IPartitionQuery;

/// <summary>Where it was counted.</summary>
internal sealed record CountedAt(string Address)
{
    public static NodeMessage Message { get; } = NodeMessage.Json<CountedAt>("counted-at", 1);
}

internal sealed class Leave
{
    public static readonly Leave Instance = new();
}

/// <summary>Hand-overs that take until a test lets them end, as a partition's do until what was read is committed.</summary>
internal sealed class HeldHandOver
{
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when an entity has begun to drain.</summary>
    public Task Began => _began.Task;

    /// <summary>Completes when they may end.</summary>
    public Task Released => _released.Task;

    public void Begin() => _began.TrySetResult();

    public void Release() => _released.TrySetResult();
}

/// <summary>An entity that says where it is and moves when it is asked to.</summary>
internal sealed class CountedActor : ReceiveActor
{
    public const string Kind = "counted";

    private CountedActor(string address, HeldHandOver? handOver)
    {
        Receive<Counted>(_ => Sender.Tell(new CountedAt(address)));
        Receive<CountedQuery>(_ => Sender.Tell(new CountedAt(address)));
        Receive<Leave>(leave =>
        {
            if (handOver is null)
            {
                Context.Stop(Self);
                return;
            }

            _ = handOver.Released.PipeTo(Self, success: () => Drained.Instance);
            handOver.Begin();
            Become(() =>
            {
                Receive<Drained>(_ => Context.Stop(Self));
                ReceiveAny(_ => { });
            });
        });
    }

    /// <param name="node">The node.</param>
    /// <param name="handOver">Holds the hand-overs of the node's entities up; null for none.</param>
    public static IActorRef StartRegion(ClusterSystem node, HeldHandOver? handOver = null)
    {
        var address = node.Address;
        return node.StartRegion(
            CountedActor.Kind, _ => Props.CreateBy(new Producer(address, handOver)), new Extractor(), Leave.Instance);
    }

    private sealed class Producer(string address, HeldHandOver? handOver) : IIndirectActorProducer
    {
        public Type ActorType => typeof(CountedActor);

        public ActorBase Produce() => new CountedActor(address, handOver);

        public void Release(ActorBase actor)
        {
            // Nothing is held.
        }
    }

    private sealed class Drained : INoSerializationVerificationNeeded
    {
        public static readonly Drained Instance = new();
    }

    private sealed class Extractor : IMessageExtractor
    {
        public string? EntityId(object message) => message switch
        {
            Counted counted => $"{counted.Entity}",
            CountedQuery query => $"{query.Partition}",
            _ => null,
        };

        public object EntityMessage(object message) => message;

        public string? ShardId(object message) => EntityId(message);

        public string ShardId(string entityId, object? messageHint = null) => entityId;
    }
}

/// <summary>The log lines of all nodes.</summary>
internal sealed class SceneLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(string Text, LogLevel Level)> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines.Select(line => $"{line.Level}: {line.Text}")];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(($"{eventId.Id} {formatter(state, exception)} {exception?.Message}", logLevel));

    public void Dispose()
    {
        // Lines are kept for the test.
    }
}
