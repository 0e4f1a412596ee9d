using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Node;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>
/// <c>GET /v1/items</c>: the items that the model or the catalog knows, page by page, or given ones by <c>?id=</c>.
/// <c>GET /v1/items/{item}</c>: one of them.
/// </summary>
internal sealed class ItemsEndpoint(NodeContext context)
{
    private const int LimitDefault = 100;
    private const int LimitMax = 1_000;

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/items", (Delegate)List).WithTags("items").WithName("Items")
            .WithSummary("The items of model and catalog in a fixed order, or those given by id; an item that nobody knows has no name.")
            .TakesNumber("limit", "Items wanted.", LimitDefault, LimitMax)
            .TakesNumber("offset", "Items before the first wanted one.", 0, int.MaxValue, least: 0)
            .TakesText("category", "The one category whose items are wanted; all where it is left out.")
            .TakesTexts("id", "Items by id, instead of a page.", LimitMax);
        group.MapGet("/items/{item}", Find).WithTags("items").WithName("Item").WithSummary("What is known of an item.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private Ok<IEnumerable<ItemAnswer>> List(HttpContext http)
    {
        ApiQuery.Check(http, "id", "limit", "offset", "category");
        var limit = ApiQuery.Number(http, "limit", LimitDefault, LimitMax);
        var offset = ApiQuery.Number(http, "offset", 0, int.MaxValue, least: 0);
        var category = ApiQuery.Text(http, "category");
        var node = context.RequireNode();
        var model = node.Model; // one for the whole answer: another may be activated meanwhile
        var ids = ApiQuery.Texts(http, "id", LimitMax);
        return TypedResults.Ok(ids.Count > 0
            ? ids.Select(id => Describe(node, model, id))
            : All(node, model).Where(item => category is null || string.Equals(item.Category, category, StringComparison.Ordinal))
                .Skip(offset).Take(limit).Select(item => Describe(node, model, item.ItemId)));
    }

    private ItemAnswer Find(string item, HttpContext http)
    {
        ApiQuery.Check(http);
        PathIds.Check("item", item, context.Options.Pipeline.Limits.IdCharsMax);
        var node = context.RequireNode();
        var found = Describe(node, node.Model, item);
        return found.InCatalog || found.InModel ? found
            : throw ProblemException.NotFound($"Neither the catalog nor the model knows the item '{item}'.");
    }

    /// <summary>Those of the model in the order of its rows, then the catalog's others by id.</summary>
    private static IEnumerable<CatalogItem> All(RecommenderNode node, ModelArtifact model)
    {
        var items = model.Items;
        var ofModel = Enumerable.Range(0, items.Count).Select(row => node.Catalog.Find(items.IdOf(row)) ?? model.ItemInfo[row]);
        var others = node.Catalog.Items.Where(item => items.IndexOf(item.ItemId) < 0);
        return ofModel.Concat(others.OrderBy(item => item.ItemId, StringComparer.Ordinal));
    }

    private static ItemAnswer Describe(RecommenderNode node, ModelArtifact model, string id)
    {
        var row = model.Items.IndexOf(id);
        var listed = node.Catalog.Find(id);
        var info = listed ?? (row >= 0 ? model.ItemInfo[row] : null);
        return new ItemAnswer(
            id, info?.Name, info?.Category, info?.Brand, info is { Price: var price } && double.IsFinite(price) ? price : null,
            info?.Available, listed is not null, row >= 0);
    }
}

/// <summary>An item.</summary>
/// <param name="ItemId">Its id.</param>
/// <param name="Name">Its name; null where nobody knows the item.</param>
/// <param name="Category">Its category, or null.</param>
/// <param name="Brand">Its brand, or null.</param>
/// <param name="Price">Its price in the shop's currency, or null.</param>
/// <param name="Available">Whether it may be recommended; null where nobody knows the item.</param>
/// <param name="InCatalog">Whether the catalog has it.</param>
/// <param name="InModel">Whether the model that answers has it.</param>
internal sealed record ItemAnswer(
    string ItemId, string? Name, string? Category, string? Brand, double? Price, bool? Available, bool InCatalog, bool InModel);
