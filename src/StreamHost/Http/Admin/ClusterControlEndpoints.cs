using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cluster.Views;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>The members of the cluster and where its shards are, by the view of the node that is asked; leaving and downing.</summary>
internal sealed class ClusterControlEndpoints(NodeContext context)
{
    private const string Members = "/cluster/members";

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet(Members, () => Require().Snapshot()).WithName("ClusterMembers")
            .WithSummary("Members, leader and coordinator, as this node sees them.");
        group.MapGet("/cluster/sharding", (CancellationToken cancel) => Require().ShardingAsync(cancel))
            .WithName("ClusterSharding").WithSummary("Which node holds which shards.");
        group.MapPost(Members + "/{address}/leave", LeaveAsync).WithName("Leave")
            .WithSummary("Let a member drain, give its partitions away and end.").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost(Members + "/{address}/down", DownMemberAsync).WithName("Down")
            .WithSummary("Take a member out without its doing; if it lives, it ends.").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/cluster/down-unreachable", DownUnreachableAsync).WithName("DownUnreachable")
            .WithSummary("Take all members out that cannot be reached.");
    }

    private Task<MembersTold> LeaveAsync(string address, CancellationToken cancel) => ChangeAsync(async control =>
    {
        await control.LeaveAsync(address, cancel);
        return [address];
    });

    private Task<MembersTold> DownMemberAsync(string address, CancellationToken cancel) => ChangeAsync(async control =>
    {
        await control.DownAsync(address, cancel);
        return [address];
    });

    private Task<MembersTold> DownUnreachableAsync(CancellationToken cancel) =>
        ChangeAsync(control => control.DownUnreachableAsync(cancel));

    private async Task<MembersTold> ChangeAsync(Func<IClusterControl, Task<IReadOnlyList<string>>> work)
    {
        try
        {
            return new MembersTold(await work(Require()));
        }
        catch (ClusterMemberException e)
        {
            throw ProblemException.NotFound(e.Message);
        }
        catch (StoreUnavailableException e)
        {
            throw ProblemException.NotReady($"Nobody can be marked as downed: {e.Message}");
        }
    }

    private IClusterControl Require() => context.Control ?? throw new ProblemException(
        StatusCodes.Status501NotImplemented, "No cluster", "This node is not a member of a cluster, or not yet.");
}

/// <summary>The members that something was done to, by address.</summary>
internal sealed record MembersTold(IReadOnlyList<string> Members);
