using System.Numerics.Tensors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>
/// <c>GET /v1/items/{item}/similar</c>: the items whose vectors point most the same way (cosine), best first; what the
/// catalog says is not available is left out. A stack's encoder has the better vectors; without one the factors serve.
/// </summary>
internal sealed class SimilarEndpoint(NodeContext context)
{
    private const int LimitDefault = 10;
    private const int LimitMax = 100;

    public void Map(IEndpointRouteBuilder group) =>
        group.MapGet("/items/{item}/similar", Find).WithTags("items").WithName("SimilarItems")
            .WithSummary("The items most like one.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .TakesNumber("limit", "Items wanted, best first.", LimitDefault, LimitMax);

    private SimilarAnswer Find(string item, HttpContext http)
    {
        ApiQuery.Check(http, "limit");
        var limit = ApiQuery.Number(http, "limit", LimitDefault, LimitMax);
        PathIds.Check("item", item, context.Options.Pipeline.Limits.IdCharsMax);
        var node = context.RequireNode();
        var model = node.Model; // one for the whole answer: another may be activated meanwhile
        var items = model.Items;
        var row = items.IndexOf(item);
        if (row < 0)
        {
            throw ProblemException.NotFound($"The model {model.Manifest.Version} does not know the item '{item}'.");
        }

        var found = Nearest(
            items.Count, row, CosineTo(model, row),
            other => (node.Catalog.Find(items.IdOf(other)) ?? model.ItemInfo[other]).Available, limit);
        return new SimilarAnswer(item, model.Manifest.Version, [.. found.Select((near, i) =>
        {
            var info = node.Catalog.Find(items.IdOf(near.Row)) ?? model.ItemInfo[near.Row];
            return new ListedAnswer(items.IdOf(near.Row), i + 1, near.Cosine, info.Name, info.Category);
        })]);
    }

    private static Func<int, float> CosineTo(ModelArtifact model, int row)
    {
        if (model.Stack?.Vectors is { } vectors)
        {
            return other => TensorPrimitives.Dot(vectors.Of(row), vectors.Of(other)); // Of unit length.
        }

        var items = model.Items;
        return other => items.Norm(row) * items.Norm(other) is > 0 and var norm
            ? TensorPrimitives.Dot(items.Factor(row), items.Factor(other)) / norm : 0;
    }

    /// <summary>Looks at every item once; keeps the best in a heap.</summary>
    private static List<(int Row, float Cosine)> Nearest(
        int count, int row, Func<int, float> cosineOf, Func<int, bool> mayShow, int limit)
    {
        var best = new PriorityQueue<int, (float Cosine, int Row)>();
        for (var other = 0; other < count; other++)
        {
            var cosine = other == row ? 0 : cosineOf(other);
            if (cosine <= 0 || (best.Count == limit && best.TryPeek(out _, out var least) && cosine <= least.Cosine) || !mayShow(other))
            {
                continue;
            }

            best.Enqueue(other, (cosine, -other));
            if (best.Count > limit)
            {
                best.Dequeue();
            }
        }

        var found = new List<(int, float)>(best.Count);
        while (best.TryDequeue(out var other, out var place))
        {
            found.Insert(0, (other, place.Cosine));
        }

        return found;
    }
}

/// <summary>What <c>GET /v1/items/{item}/similar</c> answers.</summary>
internal sealed record SimilarAnswer(string ItemId, string ModelVersion, IReadOnlyList<ListedAnswer> Items);

/// <summary>An item in a list: score by its list's own measure, name and category as the shop says.</summary>
internal sealed record ListedAnswer(string ItemId, int Rank, double Score, string? Name, string? Category);
