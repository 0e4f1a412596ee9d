using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using StreamReco.Models.Search.Counts;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Search;

namespace StreamReco.StreamHost.Http.Search;

/// <summary>
/// <c>GET /v1/search/queries</c>: what is searched for, what finds nothing, what takes long, and how often each position is
/// clicked. Of queries that few typed only a hash is shown.
/// </summary>
internal sealed class QueriesEndpoint(NodeContext context, ServedLog served)
{
    private const int MostDefault = 20;
    private const int MostMax = 1_000;

    private static readonly string[] _kinds = ["top", "zero", "slow"];

    public void Map(IEndpointRouteBuilder group) =>
        group.MapGet("/search/queries", (Delegate)List).WithTags("search")
            .WithSummary("Queries by demand, without results, or slow; clicks by position.").Produces<QueriesAnswerBody>()
            .Takes(
                [
                    ("kind", JsonSchemaType.String, "top (default), zero or slow."),
                    ("n", JsonSchemaType.Integer, "Queries wanted, 1 to 1000; 20 where it is left out."),
                ]);

    private IResult List(HttpContext http)
    {
        ApiQuery.Check(http, "kind", "n");
        var most = ApiQuery.Number(http, "n", MostDefault, MostMax);
        var kind = http.Request.Query.TryGetValue("kind", out var given) ? given.ToString() : _kinds[0];
        if (!_kinds.Contains(kind))
        {
            throw ProblemException.Field(
                "kind", $"kind is '{kind}'; it must be one of {string.Join(", ", _kinds)}{NearestName.Question(kind, _kinds)}");
        }

        var search = SearchEndpoint.Require(context);
        return Results.Json(
            new QueriesAnswerBody(
                kind, search.Counts.Searches, search.Counts.Unjoined, context.Options.Pipeline.Search.QueryUsersMin,
                new ServedBody(served.Written, served.Lost), Rows(search, kind, most), Positions(search)),
            HttpJson.Options);
    }

    private static IReadOnlyList<QueryBody> Rows(NodeSearch search, string kind, int most)
    {
        if (kind == "slow")
        {
            var known = search.Signals.Queries.ToDictionary(query => query.Hash);
            return [.. search.Slow.List().Take(most).Select(slow => Row(slow.Hash, known.GetValueOrDefault(slow.Hash), slow.Millis))];
        }

        var queries = kind == "top"
            ? search.Signals.Queries.OrderByDescending(query => query.Searches)
            : search.Signals.Queries.Where(query => query.ZeroResults > 0).OrderByDescending(query => query.ZeroResults);
        return [.. queries.ThenBy(query => query.Hash).Take(most).Select(query => Row(query.Hash, query, null))];
    }

    private static QueryBody Row(ulong hash, SummedQuery? query, double? millis)
    {
        var clicks = query?.Clicks ?? 0;
        return new QueryBody(
            query?.Text, hash.ToString("x16", CultureInfo.InvariantCulture), query?.Searches ?? 0, query?.Users ?? 0,
            query?.ZeroResults ?? 0, clicks, query is { Searches: > 0 } ? (double)clicks / query.Searches : 0, millis);
    }

    private static IReadOnlyList<PositionBody> Positions(NodeSearch search)
    {
        var (shown, clicks) = (new long[PositionBuckets.Count], new long[PositionBuckets.Count]);
        foreach (var counts in search.Signals.Queries.SelectMany(query => query.Items.Values))
        {
            for (var bucket = 0; bucket < shown.Length; bucket++)
            {
                shown[bucket] += counts.Shown[bucket];
                clicks[bucket] += counts.Clicks[bucket];
            }
        }

        return
        [
            .. Enumerable.Range(0, PositionBuckets.Count).Select(bucket => new PositionBody(
                PositionBuckets.NameOf(bucket), shown[bucket], clicks[bucket],
                shown[bucket] > 0 ? (double)clicks[bucket] / shown[bucket] : 0, search.Signals.Values.Propensities[bucket])),
        ];
    }
}

/// <summary>What <c>GET /v1/search/queries</c> answers.</summary>
/// <param name="Kind">top, zero or slow.</param>
/// <param name="Searches">Searches that the shards keep and count.</param>
/// <param name="Unjoined">Clicks of people who searched that belong to no kept search.</param>
/// <param name="UsersMin">Users of a shard who must have typed a query before its text is shown.</param>
/// <param name="Served">What this node wrote of its answers.</param>
/// <param name="Queries">The queries.</param>
/// <param name="Positions">Clicks by position.</param>
internal sealed record QueriesAnswerBody(
    string Kind, long Searches, long Unjoined, int UsersMin, ServedBody Served, IReadOnlyList<QueryBody> Queries,
    IReadOnlyList<PositionBody> Positions);

/// <summary>Events of served searches: those that Kafka has, and those that are lost.</summary>
internal sealed record ServedBody(long Written, long Lost);

/// <summary>A query.</summary>
/// <param name="Text">The query, words in the form of the index; null where too few typed it.</param>
/// <param name="Hash">Names it where the text may not.</param>
/// <param name="Searches">How often it was searched.</param>
/// <param name="Users">By how many users.</param>
/// <param name="ZeroResults">How often nothing was found.</param>
/// <param name="Clicks">Clicks on its items.</param>
/// <param name="ClicksPerSearch">Clicks by search.</param>
/// <param name="Millis">How long it took, of slow ones.</param>
internal sealed record QueryBody(
    string? Text, string Hash, int Searches, int Users, int ZeroResults, long Clicks, double ClicksPerSearch, double? Millis);

/// <summary>A position or range of positions.</summary>
/// <param name="Position">For instance 3, or 11-20.</param>
/// <param name="Shown">Items that were shown there.</param>
/// <param name="Clicks">Clicks on them.</param>
/// <param name="Ctr">Clicks by item shown.</param>
/// <param name="Propensity">How likely an item there is looked at, relative to the first.</param>
internal sealed record PositionBody(string Position, long Shown, long Clicks, double Ctr, double Propensity);
