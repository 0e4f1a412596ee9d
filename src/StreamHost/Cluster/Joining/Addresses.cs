using Akka.Actor;
using StreamReco.StreamHost.Cluster.Configuration;
using AkkaCluster = Akka.Cluster.Cluster;

namespace StreamReco.StreamHost.Cluster.Joining;

/// <summary>Places as Akka.NET addresses of the own cluster.</summary>
internal static class Addresses
{
    /// <summary>The address of a node at a place: name and protocol are those of the own system.</summary>
    public static Address Of(ActorSystem system, HostPort place)
    {
        var self = AkkaCluster.Get(system).SelfAddress;
        return new Address(self.Protocol, self.System, place.Host, place.Port);
    }
}
