using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.Models.Search.Ranking;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Search;

namespace StreamReco.StreamHost.Http.Search;

/// <summary>
/// <c>GET</c> and <c>POST /v1/search</c>: products for a query. Any node answers from its own index; a user's history is asked
/// for at the owner of the user's partition. A cursor cuts further pages from the list of the first.
/// </summary>
internal sealed class SearchEndpoint(NodeContext context, SearchPeople people, ServedLog served, CursorOwners owners)
{
    /// <summary>The same as of answers in the topic; arms stand in <c>experiments</c>.</summary>
    private const string Variant = "A";

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/search", (Delegate)SearchAsync).WithTags("search")
            .WithSummary("Products for a query.").Produces<SearchAnswerBody>().TakesSearch();
        group.MapPost("/search", (Delegate)SearchAsync).WithTags("search")
            .WithSummary("The same with the parameters in a body.").Produces<SearchAnswerBody>()
            .Accepts<SearchRequestBody>("application/json").ProducesProblem(StatusCodes.Status400BadRequest);
    }

    /// <summary>The search of a node that can answer.</summary>
    /// <exception cref="ProblemException">Search is off, or the catalog is still being indexed.</exception>
    public static NodeSearch Require(NodeContext context)
    {
        var search = context.RequireNode().Search
            ?? throw ProblemException.NotFound("Product search is off: Search:Enabled is false.");
        return search.IsReady ? search : throw ProblemException.NotReady("The catalog is being indexed.");
    }

    private async Task<IResult> SearchAsync(HttpContext http)
    {
        var (request, _) = await SearchReader.ReadAsync(http, context.Options.Pipeline);
        var search = Require(context);
        if (await owners.QueryAsync(request, http.RequestAborted) is { } passedOn)
        {
            return Results.Bytes(passedOn, "application/json; charset=utf-8");
        }

        var started = context.Time.GetTimestamp();
        request = request with { Model = search.Model };
        var (person, why, arms) = await people.FindAsync(request, http.RequestAborted);
        var page = await search.FindAsync(request with { Arms = arms }, person, why, http.RequestAborted);
        search.Note(request.Query, context.Time.GetElapsedTime(started));
        served.Write(request, page);
        return Results.Json(Make(context.RequireNode(), request, page), HttpJson.Options);
    }

    private SearchAnswerBody Make(RecommenderNode node, NodeSearchRequest request, FoundPage page)
    {
        var (head, valuesMax) = (page.List.Head, context.Options.Pipeline.Search.FacetValuesMax);
        return new SearchAnswerBody(
            head.SearchId,
            request.Query,
            [.. page.Items.Select((item, i) => Make(node, item, page.Start + i + 1, head.Marks.GetValueOrDefault(item.ItemId)))],
            head.Total,
            head.Facets.ToDictionary(
                facet => facet.Key,
                facet => (IReadOnlyList<FacetValueBody>)
                    [.. facet.Value.Take(valuesMax).Select(value => new FacetValueBody(value.Value, value.Count))]),
            SearchWords.Of(head.Rewrites),
            head.Fallback,
            page.Next?.ToString(),
            page.IsRestarted,
            head.Person,
            head.Model,
            head.Ranker,
            head.Generation,
            node.Name,
            Variant,
            head.Propensity)
        {
            Rules = head.Rules.Count == 0 ? null
                : [.. head.Rules.Select(effect => new RuleEffectBody(effect.Rule, effect.Effect, effect.Items))],
            Redirect = head.Redirect,
            Experiments = head.Arms.Arms.Count == 0 ? null
                : [.. head.Arms.Arms.Select(arm => new ServedArmBody(arm.Experiment, arm.Variant, arm.Propensity))],
        };
    }

    private static FoundItemBody Make(RecommenderNode node, in FoundItem found, int position, RuleMark? mark)
    {
        var item = node.Catalog.Find(found.ItemId);
        return new FoundItemBody(
            found.ItemId, position, found.Score, SearchWords.Of(found.Tier),
            found.Reasons.Count > 0 ? found.Reasons[0].Reason : SearchWords.Of(found.Tier),
            SearchWords.Of(found.Reasons), SearchWords.FieldsOf(found.Matched), item?.Name, item?.Brand, item?.Category,
            item is null || double.IsNaN(item.Price) ? null : item.Price, item?.Available ?? false)
        {
            Rules = mark?.Rules,
            Label = mark?.Label,
        };
    }
}
