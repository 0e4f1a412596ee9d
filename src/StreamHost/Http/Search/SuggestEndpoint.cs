using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using StreamReco.Models.Search.Ranking;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Search;

namespace StreamReco.StreamHost.Http.Search;

/// <summary>
/// <c>GET /v1/suggest</c>: what completes what was typed so far. Queries are suggested once enough people typed them;
/// categories and brands are the catalog's; items are the first that the words find.
/// </summary>
internal sealed class SuggestEndpoint(NodeContext context)
{
    private const int MostDefault = 5;
    private const int MostMax = 20;

    public void Map(IEndpointRouteBuilder group) =>
        group.MapGet("/suggest", (Delegate)SuggestAsync).WithTags("search")
            .WithSummary("Queries, categories, brands and items for what was typed so far.").Produces<SuggestAnswerBody>()
            .Takes(
                [
                    ("q", JsonSchemaType.String, "What was typed so far."),
                    ("n", JsonSchemaType.Integer, "Of each kind, 1 to 20; 5 where it is left out."),
                ],
                "q");

    private async Task<IResult> SuggestAsync(HttpContext http)
    {
        ApiQuery.Check(http, "q", "n");
        var most = ApiQuery.Number(http, "n", MostDefault, MostMax);
        var typed = http.Request.Query["q"].ToString();
        var charsMax = context.Options.Pipeline.Search.QueryCharsMax;
        if (string.IsNullOrWhiteSpace(typed) || typed.Length > charsMax)
        {
            throw ProblemException.Field("q", $"q has {typed.Length} characters; it must have 1 to Search:QueryCharsMax ({charsMax}), not only blanks.");
        }

        var search = SearchEndpoint.Require(context);
        var suggestions = search.Suggestions();
        var catalog = context.RequireNode().Catalog;
        var found = await search.PeekAsync(typed, most, http.RequestAborted);
        return Results.Json(
            new SuggestAnswerBody(
                typed,
                Of(suggestions, SuggestionKind.Query, typed, most),
                Of(suggestions, SuggestionKind.Category, typed, most),
                Of(suggestions, SuggestionKind.Brand, typed, most),
                [
                    .. found.Where(item => item.Tier <= SearchTier.Text) // a rule may pin what the words do not find
                        .Select(item => new SuggestedItem(item.ItemId, catalog.Find(item.ItemId)?.Name)),
                ]),
            HttpJson.Options);
    }

    private static IReadOnlyList<SuggestedText> Of(SearchSuggestions suggestions, SuggestionKind kind, string typed, int most) =>
        [.. suggestions.Find(kind, typed, most).Select(found => new SuggestedText(found.Text, found.Weight))];
}

/// <summary>What <c>GET /v1/suggest</c> answers.</summary>
/// <param name="Q">What was typed.</param>
/// <param name="Queries">Queries, with how often they were searched.</param>
/// <param name="Categories">Categories, with their items.</param>
/// <param name="Brands">Brands, with their items.</param>
/// <param name="Items">Items.</param>
internal sealed record SuggestAnswerBody(
    string Q, IReadOnlyList<SuggestedText> Queries, IReadOnlyList<SuggestedText> Categories, IReadOnlyList<SuggestedText> Brands,
    IReadOnlyList<SuggestedItem> Items);

/// <summary>A text that completes the query, and its searches or items.</summary>
internal sealed record SuggestedText(string Text, int Count);

/// <summary>An item that the words find.</summary>
internal sealed record SuggestedItem(string ItemId, string? Name);
