using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.Models.Segments;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Control.Work;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Segments;

/// <summary>
/// <c>GET /v1/segments</c> and <c>POST /admin/v1/segments/refresh</c>: which segments the log defines, and others from the vectors of the
/// users that are in memory now.
/// </summary>
internal sealed class SegmentsEndpoint(NodeContext context)
{
    private const int CountDefault = 8;

    /// <summary>Bytes of vectors in one reply: a message between nodes holds 128 kB, a third more as text.</summary>
    private const int PageBytes = 64 * 1024;

    /// <summary>Pages of a partition: some thousand users of 64 dimensions.</summary>
    private const int Pages = 4;

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
        var newest = replies.Values.Select(reply => Parse(reply.Segments)).OfType<SegmentMap>().MaxBy(segments => segments.Version);
        return TypedResults.Ok(newest is null ? new SegmentsAnswer(0, 0, null, [], []) : new SegmentsAnswer(
            newest.Version, newest.Count, newest.Space.ToString("x16", CultureInfo.InvariantCulture), newest.Users,
            [.. replies.Where(reply => Parse(reply.Value.Segments)?.Version == newest.Version).Select(reply => reply.Key)]));
    }

    private async Task<SegmentsRefreshed> RefreshAsync(HttpContext http)
    {
        ApiQuery.Check(http, "count");
        var count = ApiQuery.Number(http, "count", CountDefault, SegmentMap.CountMax);
        var next = await FitAsync(count, http.RequestAborted);
        try
        {
            var made = await context.RequireNode().Requests.CompleteAsync(
                RequestKinds.RefreshSegments,
                new Dictionary<string, string>
                {
                    [RequestKinds.Version] = next.Version.ToString(CultureInfo.InvariantCulture),
                    [RequestKinds.Definition] = SegmentJson.Write(next),
                },
                Caller.Of(http), null, http.RequestAborted);
            return new SegmentsRefreshed(next.Version, next.Count, next.Users, [.. PartitionSteps.OffsetsOf(made).Keys]);
        }
        catch (ControlPlaneException e)
        {
            throw ControlEndpoints.Explain(e);
        }
    }

    /// <summary>The next version, of the users of all partitions.</summary>
    private async Task<SegmentMap> FitAsync(int count, CancellationToken cancel)
    {
        var vectors = new List<float[]>();
        var (space, before) = ("", (SegmentMap?)null);
        for (var page = 0; page < Pages; page++)
        {
            var replies = await AskAsync(PageBytes, page, cancel);
            if (replies.Values.Select(reply => reply.Space).Distinct().Count() > 1)
            {
                throw Refused("Partitions answer by different models just now; ask again once the change of model is in force everywhere.");
            }

            space = replies[0].Space;
            before ??= replies.Values.Select(reply => Parse(reply.Segments)).OfType<SegmentMap>().MaxBy(segments => segments.Version);
            vectors.AddRange(replies.Values.SelectMany(reply => reply.Vectors).Select(bytes => MemoryMarshal.Cast<byte, float>(bytes).ToArray()));
        }

        return SegmentFit.Fit(vectors, count, ulong.Parse(space, NumberStyles.HexNumber, CultureInfo.InvariantCulture), before)
            ?? throw Refused($"{vectors.Count} users in memory have a vector; segments are made of at least {SegmentFit.UsersMin}.");
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

    private static SegmentMap? Parse(string? segments) => segments is null ? null : SegmentJson.Parse(Encoding.UTF8.GetBytes(segments));

    private static ProblemException Refused(string why) =>
        new(StatusCodes.Status409Conflict, "The segments stay as they are", why);
}
