using Akka.Actor;
using Akka.Cluster;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Cluster.Downing;

/// <summary>Members as the ledger names them.</summary>
internal static class Processes
{
    public static ClusterProcess Of(UniqueAddress member) => new(HostPortOf(member.Address), member.Uid);

    /// <summary>HOST:PORT of a member.</summary>
    public static string HostPortOf(Address address) => $"{address.Host}:{address.Port}";
}
