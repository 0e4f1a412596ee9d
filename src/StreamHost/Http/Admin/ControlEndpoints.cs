using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Control.Work;
using StreamReco.StreamHost.Http.Api;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Kafka.Erasures;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>The control plane: its history, erasures, and replays that report themselves.</summary>
internal sealed class ControlEndpoints(NodeContext context, LinkedIds linked)
{
    private const int HistoryDefault = 50;
    private const int HistoryMax = 1_000;

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/cluster/history", (Delegate)HistoryAsync).WithName("ClusterHistory")
            .WithSummary("What was asked of the cluster, the newest first: who, what, when, how it ended.")
            .TakesNumber("limit", "Requests wanted.", HistoryDefault, HistoryMax);
        group.MapPost("/erasures", EraseAsync).WithName("EraseUser").WithSummary("Have a user forgotten.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/replays", BeginReplayAsync).WithName("BeginReplay").WithSummary("Note that a replay begins.");
        group.MapPost("/replays/{id}/end", EndReplayAsync).WithName("EndReplay").WithSummary("Note how a replay ended.");
    }

    private async Task<Ok<IEnumerable<RequestAnswer>>> HistoryAsync(HttpContext http)
    {
        ApiQuery.Check(http, "limit");
        var limit = ApiQuery.Number(http, "limit", HistoryDefault, HistoryMax);
        var history = context.RequireNode().History ?? throw ProblemException.NotReady("This node has not joined its cluster yet.");
        try
        {
            var requests = await history.ReadAsync(limit, http.RequestAborted);
            return TypedResults.Ok(requests.Select(RequestAnswer.Of));
        }
        catch (StoreUnavailableException e)
        {
            throw ProblemException.NotReady(e.Message);
        }
    }

    private async Task<ErasureEntry> EraseAsync(ErasureBody body, HttpContext http)
    {
        var privacy = context.Options.Pipeline.Privacy;
        var named = PathIds.Check("user_id", body.UserId, context.Options.Pipeline.Limits.IdCharsMax);
        var hashes = Pseudonymizer.OpenForErasures(privacy) ?? throw new ProblemException(
            StatusCodes.Status409Conflict, "No key",
            "Privacy:ErasureKeyFile is not set at this node: erasures are remembered by a keyed hash.");
        var user = Pseudonymizer.Open(privacy)?.Of(named) ?? named;
        AuditMark.NamePerson(http, user);
        foreach (var id in await linked.OfUserAsync(named, http.RequestAborted))
        {
            await EraseOneAsync(id, hashes, http); // before the user, who knows them: whoever repeats a request that failed finds them again
        }

        return await EraseOneAsync(user, hashes, http);
    }

    private async Task<ErasureEntry> EraseOneAsync(string stateId, Pseudonymizer hashes, HttpContext http) =>
        ErasureWork.EntryOf(await context.CompleteAsync(
            http, RequestKinds.EraseUser,
            new Dictionary<string, string> { [RequestKinds.Hash] = hashes.Of(stateId), [RequestKinds.KeyId] = hashes.KeyId }, stateId));

    private async Task<RequestAnswer> BeginReplayAsync(ReplayBody body, HttpContext http)
    {
        var arguments = new Dictionary<string, string>();
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)
            [("name", body.Name), ("clicks", body.Clicks), ("from", body.From), ("to", body.To), ("output", body.Output)])
        {
            if (value is not null)
            {
                arguments.Add(name, value);
            }
        }

        return RequestAnswer.Of(await context.MakeAsync(requests =>
            requests.BeginAsync(RequestKinds.Replay, arguments, Caller.Of(http), http.RequestAborted)));
    }

    private async Task<RequestAnswer> EndReplayAsync(string id, ReplayEndBody body, HttpContext http) =>
        RequestAnswer.Of(await context.MakeAsync(requests => requests.EndAsync(id, body.Why, http.RequestAborted)));
}
