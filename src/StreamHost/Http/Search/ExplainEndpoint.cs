using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Search;

namespace StreamReco.StreamHost.Http.Search;

/// <summary><c>GET</c> and <c>POST /v1/search/explain</c>: why an item stands where it stands for a search, feature by feature.</summary>
internal sealed class ExplainEndpoint(NodeContext context, SearchPeople people)
{
    private const string Item = "item";

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/search/explain", (Delegate)ExplainAsync).WithTags("search").AuditPerson(AuditKind.PersonIfNamed)
            .WithSummary("Why an item stands where it stands for a search.").Produces<ExplainAnswerBody>()
            .ProducesProblem(StatusCodes.Status404NotFound).TakesSearch((Item, "The item that is explained."));
        group.MapPost("/search/explain", (Delegate)ExplainAsync).WithTags("search").AuditPerson(AuditKind.PersonIfNamed)
            .WithSummary("The same with the parameters in a body.").Produces<ExplainAnswerBody>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private async Task<IResult> ExplainAsync(HttpContext http)
    {
        var (request, more) = await SearchReader.ReadAsync(http, context.Options.Pipeline, Item);
        if (more[0].Length == 0)
        {
            throw ProblemException.Field(Item, $"{Item} is missing; it must be the id of the item that is explained.");
        }

        people.Note(http, request);
        var search = SearchEndpoint.Require(context);
        var model = search.Model;
        request = request with { Model = model };
        var (person, why, arms) = await people.FindAsync(request, http.RequestAborted);
        return await search.ExplainAsync(request with { Arms = arms }, more[0], person, http.RequestAborted) is { } found
            ? Results.Json(
                new ExplainAnswerBody(
                    found.ItemId, request.Query, found.Position, found.PositionForNobody, found.Score, SearchWords.Of(found.Tier),
                    why, SearchWords.Of(found.Reasons),
                    [.. found.Features.Select(feature => new FeatureBody(feature.Name, feature.Value, feature.Share))],
                    SearchWords.Of(found.Rewrites), NodeSearch.RankerOf(arms, model))
                {
                    Rules = found.Rules,
                },
                HttpJson.Options)
            : throw ProblemException.NotFound(
                $"The search '{request.Query}' does not list '{more[0]}' among its first {context.Options.Pipeline.Search.ListItemsMax} items.");
    }
}
