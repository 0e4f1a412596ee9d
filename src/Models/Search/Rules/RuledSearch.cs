using StreamReco.Models.Items;
using StreamReco.Models.Search.Queries;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.Models.Search.Rules;

/// <summary>A search whose answers keep to the shop's rules. For any number of threads.</summary>
/// <param name="search">Finds and ranks.</param>
/// <param name="rules">The rules.</param>
/// <param name="find">What the catalog says of an item; null where it does not have it.</param>
public sealed class RuledSearch(ProductSearch search, SearchRules rules, Func<string, CatalogItem?> find)
{
    /// <summary>Searches; the answer has its items in the order of the rules.</summary>
    public SearchAnswer Search(SearchRequest request)
    {
        var answer = search.Search(request);
        if (rules.Count == 0)
        {
            return answer;
        }

        var held = rules.Of(request.Query, CategoryOf(answer));
        if (held.Count == 0)
        {
            return answer;
        }

        var ruled = new RuledList(find, request, answer).Apply(held);
        return request.Explain ? Explain(request, ruled) : ruled;
    }

    /// <inheritdoc cref="ProductSearch.FeaturesOf"/>
    public IReadOnlyList<FeatureShare>? FeaturesOf(SearchRequest request, string itemId) => search.FeaturesOf(request, itemId);

    /// <summary>Items that rules brought to where reasons are asked for say theirs too.</summary>
    private SearchAnswer Explain(SearchRequest request, SearchAnswer ruled)
    {
        var silent = ruled.Items.Take(request.ExplainMax).Where(item => item.Reasons.Count == 0)
            .Select(item => item.ItemId).ToHashSet(StringComparer.Ordinal);
        if (silent.Count == 0)
        {
            return ruled;
        }

        var found = search.Search(request with { Facets = [], ExplainMax = 0, ExplainItems = silent }).Items
            .Where(item => silent.Contains(item.ItemId)).ToDictionary(item => item.ItemId, StringComparer.Ordinal);
        return ruled with
        {
            Items = [.. ruled.Items.Select(item => found.TryGetValue(item.ItemId, out var explained) ? explained : item)],
        };
    }

    private static string? CategoryOf(SearchAnswer answer)
    {
        foreach (var rewrite in answer.Rewrites)
        {
            if (rewrite.Kind == RewriteKinds.Category)
            {
                return rewrite.To;
            }
        }

        return null;
    }
}
