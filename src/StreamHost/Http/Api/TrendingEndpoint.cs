using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Node;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>
/// <c>GET /v1/trending</c>: what the shop's visitors touched most in the last closed window. Each partition keeps a list
/// of its own; they are joined over all nodes by reciprocal ranks (Cormack, Clarke and Buettcher 2009), score = Σ
/// 1/(60 + rank). Before the first window has closed it answers what is popular by the model.
/// </summary>
internal sealed class TrendingEndpoint(NodeContext context, UserQueries users)
{
    private const int LimitDefault = 10;
    private const int LimitMax = 1_000;
    private const double Smoothing = 60;

    public void Map(IEndpointRouteBuilder group) =>
        group.MapGet("/trending", (Delegate)ListAsync).WithTags("items").WithName("Trending")
            .WithSummary("What the shop's visitors touch most.")
            .TakesNumber("limit", "Items wanted, best first.", LimitDefault, LimitMax);

    private async Task<Ok<TrendingAnswer>> ListAsync(HttpContext http)
    {
        ApiQuery.Check(http, "limit");
        var limit = ApiQuery.Number(http, "limit", LimitDefault, LimitMax);
        var node = context.RequireNode();
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        var partitions = await AddAllAsync(scores, http.RequestAborted);
        var ranked = scores.OrderByDescending(item => item.Value).ThenBy(item => item.Key, StringComparer.Ordinal)
            .Take(limit).Select(item => (item.Key, item.Value));
        var (isPopular, model) = (scores.Count == 0, node.Model);
        var items = isPopular ? Popular(model, limit) : ranked;
        return TypedResults.Ok(new TrendingAnswer(
            isPopular ? "popular" : "trending", partitions, context.Lag!.Partitions,
            [.. items.Select((item, i) => Listed(node, model, item.Key, item.Value, i + 1))]));
    }

    /// <summary>Asks the owner of each partition.</summary>
    /// <returns>How many have answered.</returns>
    private async Task<int> AddAllAsync(Dictionary<string, double> scores, CancellationToken cancel)
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, context.Lag!.Partitions)
            .Select(partition => users.QueryAsync<TrendingReply>(new TrendingQuery(partition), cancel)));
        foreach (var (reply, _) in replies)
        {
            for (var i = 0; reply is not null && i < reply.Items.Count; i++)
            {
                scores[reply.Items[i]] = scores.GetValueOrDefault(reply.Items[i]) + (1 / (Smoothing + i + 1));
            }
        }

        return replies.Count(reply => reply.Reply is not null);
    }

    private static IEnumerable<(string Key, double Value)> Popular(ModelArtifact model, int limit) =>
        model.PopularRows.Select(row => (model.Items.IdOf(row), 0.0)).Take(limit);

    private static ListedAnswer Listed(RecommenderNode node, ModelArtifact model, string id, double score, int rank)
    {
        var row = model.Items.IndexOf(id);
        var info = node.Catalog.Find(id) ?? (row >= 0 ? model.ItemInfo[row] : null);
        return new ListedAnswer(id, rank, score, info?.Name, info?.Category);
    }
}

/// <summary>What <c>GET /v1/trending</c> answers.</summary>
/// <param name="Basis"><c>trending</c>, or <c>popular</c> before the first window has closed.</param>
/// <param name="Partitions">Partitions whose lists are in it.</param>
/// <param name="PartitionsTotal">Partitions that there are.</param>
/// <param name="Items">Best first.</param>
internal sealed record TrendingAnswer(
    string Basis, int Partitions, int PartitionsTotal, IReadOnlyList<ListedAnswer> Items);
