using Akka.Actor;
using Akka.Actor.Setup;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Cluster.Configuration;

/// <summary>What the parts that Akka.NET makes by itself (the lease, the logger) need from the node.</summary>
internal sealed class ClusterSetup(
    string group, ClusterOptions options, IClusterLedger ledger, ILoggerFactory loggers, TimeProvider time) : Setup
{
    private volatile bool _isDatabaseAway;

    public string Group { get; } = group;

    public ClusterOptions Options { get; } = options;

    public IClusterLedger Ledger { get; } = ledger;

    public ILoggerFactory Loggers { get; } = loggers;

    public TimeProvider Time { get; } = time;

    /// <summary>Whether the node's last sign of life did not reach the state database: no partition can be opened meanwhile.</summary>
    public bool IsDatabaseAway
    {
        get => _isDatabaseAway;
        set => _isDatabaseAway = value;
    }

    /// <summary>The setup that a system was made with.</summary>
    public static ClusterSetup Of(ActorSystem system) => system.Settings.Setup.Get<ClusterSetup>().Value;
}
