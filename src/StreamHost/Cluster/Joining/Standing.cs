using Akka.Actor;
using Akka.Cluster;
using AkkaCluster = Akka.Cluster.Cluster;

namespace StreamReco.StreamHost.Cluster.Joining;

/// <summary>Asks a process whether it is a member of its cluster.</summary>
internal sealed record AskStanding;

/// <summary>The answer.</summary>
/// <param name="IsMember">Whether it is, and stays: one that leaves must not be joined.</param>
/// <param name="Uid">The process that answered.</param>
internal sealed record Standing(bool IsMember, long Uid);

/// <summary>Answers <see cref="AskStanding"/>, under a fixed name, from before the node is a member.</summary>
internal sealed class StandingActor : ReceiveActor
{
    public const string Name = "standing";

    public StandingActor()
    {
        var cluster = AkkaCluster.Get(Context.System);
        Receive<AskStanding>(_ => Sender.Tell(new Standing(
            !cluster.IsTerminated && cluster.SelfMember.Status is MemberStatus.Up or MemberStatus.WeaklyUp,
            cluster.SelfUniqueAddress.Uid)));
    }
}
