using Akka.Actor;
using Akka.Cluster;
using AkkaCluster = Akka.Cluster.Cluster;

namespace StreamReco.StreamHost.Cluster.Joining;

/// <summary>Asks a process whether it is a member of its cluster.</summary>
internal sealed record QueryMembership;

/// <summary>The answer.</summary>
/// <param name="IsMember">Whether it is, and stays: one that leaves must not be joined.</param>
/// <param name="Uid">The process that answered.</param>
internal sealed record MembershipStatus(bool IsMember, long Uid);

/// <summary>Answers <see cref="QueryMembership"/>, under a fixed name, from before the node is a member.</summary>
internal sealed class MembershipActor : ReceiveActor
{
    public const string Name = "standing";

    public MembershipActor()
    {
        var cluster = AkkaCluster.Get(Context.System);
        Receive<QueryMembership>(_ => Sender.Tell(new MembershipStatus(
            !cluster.IsTerminated && cluster.SelfMember.Status is MemberStatus.Up or MemberStatus.WeaklyUp,
            cluster.SelfUniqueAddress.Uid)));
    }
}
