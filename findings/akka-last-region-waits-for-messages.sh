#!/usr/bin/env bash
# The shard region of the last node does not shut down while anybody sends it messages, although nobody can take them.
#
# Seen with Akka.Cluster.Sharding 1.5.73 on .NET 10:
# a cluster of one node with one shard is shut down in order. If nothing is sent to its region meanwhile, the region ends
# as soon as its shard has stopped. If one message is sent every 50 ms, the shard stops as fast, but the region then waits
# with the messages in its buffer for a shard home that no other node can give, until its handoff-timeout is over, and
# drops them. With nodes that are to follow one another, nobody owns the shards for all that time. Whatever sends to a
# region regularly (timers, wake-ups, pollers) must be stopped in the phase before-service-unbind.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Akka.Cluster.Sharding=1.5.73 Google.Protobuf=3.36.2 LightningDB=0.23.1

cat >Program.cs <<'CS'
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;

foreach (var isAsked in (bool[])[false, true])
{
    var system = ActorSystem.Create("finding", """
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          loggers = []
          actor.provider = cluster
          remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
          cluster.sharding { state-store-mode = ddata, distributed-data.durable.keys = [], handoff-timeout = 3s }
          coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout = 10s
        }
        """);
    var warnings = system.ActorOf(Props.Create(() => new Warnings()));
    system.EventStream.Subscribe(warnings, typeof(Warning));
    var cluster = Akka.Cluster.Cluster.Get(system);
    await cluster.JoinAsync(cluster.SelfAddress);
    var region = await ClusterSharding.Get(system).StartAsync(
        "echo", _ => Props.Create(() => new Echo()), ClusterShardingSettings.Create(system), new Extractor(),
        ShardAllocationStrategy.LeastShardAllocationStrategy(1, 1.0), PoisonPill.Instance);
    await region.Ask<string>("hello");
    using var sending = new CancellationTokenSource();
    var sender = Task.Run(async () =>
    {
        while (isAsked && !sending.IsCancellationRequested)
        {
            region.Tell("hello");
            await Task.Delay(50);
        }
    });
    await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
    await sending.CancelAsync();
    await sender;
    Console.WriteLine($"messages {(isAsked ? "every 50 ms" : "none")}: shut down {(Warnings.TimedOut ? "by its time-out" : "in order")}");
}

sealed class Echo : ReceiveActor
{
    public Echo() => Receive<string>(text => Sender.Tell(text));
}

sealed class Extractor() : HashCodeMessageExtractor(1)
{
    public override string EntityId(object message) => "one";
}

sealed class Warnings : ReceiveActor
{
    public static volatile bool TimedOut;

    public Warnings() => Receive<Warning>(warning =>
        TimedOut |= warning.ToString().Contains("Graceful shutdown of shard region timed out"));
}
CS

cat >expected <<'TEXT'
messages none: shut down in order
messages every 50 ms: shut down by its time-out
TEXT

compare
