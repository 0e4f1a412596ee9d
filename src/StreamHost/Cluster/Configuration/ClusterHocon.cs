using Akka.Configuration;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cluster.Configuration;

/// <summary>
/// The settings of Akka.NET. They are decided here and not offered one by one: each was found by killing and stopping
/// nodes, and most only work together. What an operator needs stands in <see cref="ClusterOptions"/>.
/// </summary>
internal static class ClusterHocon
{
    /// <summary>All nodes have it: every node serves the partitions of its group.</summary>
    public const string Role = "streamreco";

    /// <summary>Longest time that a hand-over may take beyond the drain of its partition: messages of the coordinator.</summary>
    private static readonly TimeSpan _handOverSlack = TimeSpan.FromSeconds(5);

    /// <param name="options">The settings.</param>
    /// <param name="drain">Longest time that a partition may drain: a region must not be cut off before.</param>
    /// <param name="version">The program's version, which <c>cluster show</c> shows.</param>
    public static Config Of(ClusterOptions options, TimeSpan drain, string version) => ConfigurationFactory.ParseString(
        $$"""
        akka {
          loglevel = INFO
          stdout-loglevel = OFF
          stdout-logger-class = "StreamReco.StreamHost.Cluster.Logging.SilentLogger, streamreco"
          loggers = ["StreamReco.StreamHost.Cluster.Logging.LogBridge, streamreco"]
          logger-startup-timeout = 30s
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          actor.provider = cluster
          # Akka.NET's own hooks would end the process with 0, or a test run with it: the command line has the signals.
          coordinated-shutdown {
            exit-clr = off
            run-by-clr-shutdown-hook = off
            phases {
              before-service-unbind.timeout = {{Ms(_handOverSlack)}}
              cluster-sharding-shutdown-region.timeout = {{Ms(drain + (2 * _handOverSlack))}}
            }
          }
          remote {
            log-remote-lifecycle-events = off
            dot-netty.tcp {
              hostname = "{{(options.BindAddress.Length > 0 ? options.BindAddress : options.Address)}}"
              public-hostname = "{{options.Address}}"
              port = {{options.Port}}
              # On Linux "on" would let two nodes of one machine listen on the same port.
              tcp-reuse-addr = off
              # Akka.NET drops what is larger; its 128,000 bytes are less than a report of experiments or an answer of 500 items.
              maximum-frame-size = 8388608b
              enable-ssl = {{(options.TlsCertificateFile.Length > 0 ? "on" : "off")}}
            }
          }
          cluster {
            roles = [{{Role}}]
            app-version = "{{version}}"
            log-info = off
            # Joining is decided by the ledger of the state database.
            shutdown-after-unsuccessful-join-seed-nodes = off
            failure-detector {
              heartbeat-interval = {{options.HeartbeatMs}}ms
              acceptable-heartbeat-pause = {{options.PauseMs}}ms
            }
            gossip-interval = 300ms
            leader-actions-interval = 200ms
            unreachable-nodes-reaper-interval = 250ms
            periodic-tasks-initial-delay = 100ms
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            # Kafka's fencing and the lease keep a partition from counting twice, so nobody has to wait until the
            # other side has surely stopped. "off" would not mean none: it means stable-after once more.
            down-removal-margin = 100ms
            split-brain-resolver {
              active-strategy = lease-majority
              stable-after = {{options.StableAfterMs}}ms
              # Nodes that are stopped and go on again and again are no reason to end all of them.
              down-all-when-unstable = off
              lease-majority {
                lease-implementation = "streamreco-ledger"
                acquire-lease-delay-for-minority = 1s
                role = ""
              }
            }
            singleton.hand-over-retry-interval = 300ms
            # Asked of as soon as a node starts: it finds the singleton once there is one, which is no fault.
            singleton-proxy.log-singleton-identification-failure = off
            sharding {
              role = {{Role}}
              state-store-mode = ddata
              # Not durable: the native store that this needs cannot be had, and after a full stop the waker of each
              # node wakes every partition again.
              distributed-data.durable.keys = []
              remember-entities = off
              passivate-idle-entity-after = off
              rebalance-interval = 1s
              retry-interval = 300ms
              waiting-for-state-timeout = 500ms
              coordinator-failure-backoff = 1s
              entity-restart-backoff = 1s
              shard-failure-backoff = 1s
              handoff-timeout = {{Ms(drain + _handOverSlack)}}
              # Messages that wait for a shard's new home, of all shards: questions are refused sooner by their own time-out.
              buffer-size = 10000
            }
            distributed-data {
              durable.keys = []
              notify-subscribers-interval = 100ms
              gossip-interval = 500ms
            }
          }
        }
        streamreco-ledger {
          lease-class = "StreamReco.StreamHost.Cluster.Downing.SqlDowningLease, streamreco"
          heartbeat-timeout = 10s
          heartbeat-interval = 2s
          lease-operation-timeout = 2s
        }
        """);

    private static string Ms(TimeSpan time) => $"{(long)time.TotalMilliseconds}ms";
}
