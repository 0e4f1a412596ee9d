using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.Models.Segments;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Control.Work;
using StreamReco.StreamHost.Cluster.Experiments;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Segments;

/// <summary>
/// <c>GET /v1/segments</c> and <c>POST /admin/v1/segments/refresh</c>: which segments the log defines, and others from the vectors of the
/// users that are in memory now.
/// </summary>
internal sealed class SegmentsEndpoint(NodeContext context)
{
    private const int CountDefault = 8;

    public void Map(IEndpointRouteBuilder group) => group.MapGet("/segments", (Delegate)ShowAsync).WithTags("experiments").WithName("Segments")
        .WithSummary("The segments of users that the log defines.");

    public void MapAdmin(IEndpointRouteBuilder group) => group.MapPost("/segments/refresh", (Delegate)RefreshAsync).WithName("RefreshSegments")
        .WithSummary("Cluster the users by their vectors, and put each into the segment of its like from here on.")
        .TakesNumber("count", "Segments wanted.", CountDefault, SegmentMap.CountMax)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private async Task<Ok<SegmentsAnswer>> ShowAsync(HttpContext http)
    {
        ApiQuery.Check(http);
        var replies = await AskAsync(0, 0, http.RequestAborted);
        var newest = SegmentFitting.NewestOf(replies.Values);
        return TypedResults.Ok(newest is null ? new SegmentsAnswer(0, 0, null, [], []) : new SegmentsAnswer(
            newest.Version, newest.Count, newest.Space.ToString("x16", CultureInfo.InvariantCulture), newest.Users,
            [.. replies.Where(reply => SegmentFitting.Parse(reply.Value.Segments)?.Version == newest.Version).Select(reply => reply.Key)]));
    }

    private async Task<SegmentsRefreshed> RefreshAsync(HttpContext http)
    {
        ApiQuery.Check(http, "count");
        var count = ApiQuery.Number(http, "count", CountDefault, SegmentMap.CountMax);
        var fitted = await new SegmentFitting(async (bytesMax, page, cancel) => await AskAsync(bytesMax, page, cancel)).FitAsync(count, http.RequestAborted);
        var next = fitted.Next ?? throw Refused(fitted.Why!);
        var made = await context.CompleteAsync(http, RequestKinds.RefreshSegments, SegmentFitting.ArgumentsOf(next));
        return new SegmentsRefreshed(next.Version, next.Count, next.Users, [.. PartitionSteps.OffsetsOf(made).Keys]);
    }

    /// <summary>What all partitions say; all must answer.</summary>
    private async Task<SortedDictionary<int, SegmentReply>> AskAsync(int bytesMax, int page, CancellationToken cancel)
    {
        var queries = context.RequireNode().Queries ?? throw ProblemException.NotReady("This node has not joined its cluster yet.");
        var partitions = context.Lag!.Partitions is > 0 and var known ? known
            : throw ProblemException.NotReady("It is not known yet how many partitions there are.");
        var replies = await Task.WhenAll(Enumerable.Range(0, partitions).Select(partition =>
            queries.QueryAsync<SegmentReply>(new SegmentQuery(partition, bytesMax, page), cancel)));
        var answered = new SortedDictionary<int, SegmentReply>();
        for (var partition = 0; partition < partitions; partition++)
        {
            answered.Add(partition, replies[partition].Reply
                ?? throw ProblemException.NotReady($"Partition {partition} does not answer: {replies[partition].Why ?? "no answer"}."));
        }

        return answered;
    }

    private static ProblemException Refused(string why) =>
        new(StatusCodes.Status409Conflict, "The segments stay as they are", why);
}
