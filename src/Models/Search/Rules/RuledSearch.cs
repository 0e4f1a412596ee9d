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
    /// <summary>Searches by the search's own ranker; the answer has its items in the order of the rules.</summary>
    public SearchAnswer Search(SearchRequest request) =>
        SearchAsync(request, [], null, CancellationToken.None).AsTask().GetAwaiter().GetResult(); // no graph is asked: nobody waits

    /// <summary>Searches; the answer's items are in <paramref name="items"/> where no rule moved one.</summary>
    /// <inheritdoc cref="ProductSearch.SearchAsync" path="/param"/>
    public async ValueTask<SearchAnswer> SearchAsync(
        SearchRequest request, List<FoundItem> items, GraphRanker? ranker, CancellationToken cancel)
    {
        var answer = await search.SearchAsync(request, items, ranker, cancel).ConfigureAwait(false);
        return await RuleAsync(request, answer, ranker, cancel).ConfigureAwait(false);
    }

    /// <summary>Puts an answer that was found already into the order of the rules.</summary>
    /// <param name="request">What is searched.</param>
    /// <param name="answer">What was found.</param>
    /// <param name="ranker">Explains items that rules brought to the front; null for the search's own.</param>
    /// <param name="cancel">Gives up waiting for the graph.</param>
    public async ValueTask<SearchAnswer> RuleAsync(
        SearchRequest request, SearchAnswer answer, GraphRanker? ranker, CancellationToken cancel)
    {
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
        return request.Explain ? await ExplainAsync(request, ruled, ranker, cancel).ConfigureAwait(false) : ruled;
    }

    /// <inheritdoc cref="ProductSearch.FeaturesOf"/>
    public IReadOnlyList<FeatureShare>? FeaturesOf(SearchRequest request, string itemId, GraphRanker? ranker = null) =>
        search.FeaturesOf(request, itemId, ranker);

    /// <summary>Items that rules brought to where reasons are asked for say theirs too.</summary>
    private async ValueTask<SearchAnswer> ExplainAsync(
        SearchRequest request, SearchAnswer ruled, GraphRanker? ranker, CancellationToken cancel)
    {
        var silent = ruled.Items.Take(request.ExplainMax).Where(item => item.Reasons.Count == 0)
            .Select(item => item.ItemId).ToHashSet(StringComparer.Ordinal);
        if (silent.Count == 0)
        {
            return ruled;
        }

        var asked = request with { Facets = [], ExplainMax = 0, ExplainItems = silent };
        var answer = await search.SearchAsync(asked, [], ranker, cancel).ConfigureAwait(false);
        var found = answer.Items.Where(item => silent.Contains(item.ItemId)).ToDictionary(item => item.ItemId, StringComparer.Ordinal);
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
