using StreamReco.Models.Search.Queries;
using StreamReco.Models.Search.Ranking;
using StreamReco.Models.Search.Rules;

namespace StreamReco.StreamHost.Search;

/// <summary>Why an item stands where it stands.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Position">Its position in the list, from 1.</param>
/// <param name="PositionForNobody">Its position where nothing is known of who searches; null where it is not found then.</param>
/// <param name="Score">The ranker's score.</param>
/// <param name="Tier">How it was found.</param>
/// <param name="Reasons">What the score is made of.</param>
/// <param name="Features">Every feature with its share.</param>
/// <param name="Rewrites">What was made of the query.</param>
internal sealed record SearchExplanation(
    string ItemId, int Position, int? PositionForNobody, float Score, SearchTier Tier, IReadOnlyList<SearchReason> Reasons,
    IReadOnlyList<FeatureShare> Features, IReadOnlyList<Rewrite> Rewrites)
{
    /// <summary>The rules of the shop that moved it; null for none.</summary>
    public IReadOnlyList<string>? Rules { get; init; }

    /// <summary>Explains an item; null where it is not found.</summary>
    public static async ValueTask<SearchExplanation?> OfAsync(
        RuledSearch search, SearchRequest request, string itemId, GraphRanker? ranker, CancellationToken cancel)
    {
        var asked = request with
        {
            Explain = true,
            ExplainMax = 0,
            ExplainItems = new HashSet<string>(StringComparer.Ordinal) { itemId },
        };
        var answer = await search.SearchAsync(asked, [], ranker, cancel).ConfigureAwait(false);
        if (PositionOf(answer, itemId) is not { } position)
        {
            return null;
        }

        var forNobody = request.Person is null ? position
            : PositionOf(await search.SearchAsync(request with { Person = null }, [], ranker, cancel).ConfigureAwait(false), itemId);
        var item = answer.Items[position - 1];
        return new SearchExplanation(
            itemId, position, forNobody, item.Score, item.Tier, item.Reasons, search.FeaturesOf(request, itemId, ranker) ?? [], answer.Rewrites)
        {
            Rules = answer.Marks.GetValueOrDefault(itemId)?.Rules,
        };
    }

    private static int? PositionOf(SearchAnswer answer, string itemId)
    {
        for (var i = 0; i < answer.Items.Count; i++)
        {
            if (answer.Items[i].ItemId == itemId)
            {
                return i + 1;
            }
        }

        return null;
    }
}
