using System.Text.Json;
using StreamReco.Models.Evaluation;
using StreamReco.Stages.Recommendations;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>An answer as the metrics take it.</summary>
internal static class RecommendationScores
{
    /// <summary>
    /// Below every score of a model; one lower each place, because items that fill an answer up tie with nothing. What a
    /// source of the stack moved is none of them, also where its reason is that it is popular.
    /// </summary>
    private const float FillUp = -1e6f;

    public static ScoredItem[] Of(IReadOnlyList<RankedItem> answer) =>
        [.. answer.Select((item, place) => Score(item.ItemId, item.Score, item.Kind, item.Source is not null, place))];

    /// <summary>The same of an answer as it stands in the recommendations topic.</summary>
    /// <param name="items">Its <c>items</c>.</param>
    public static ScoredItem[] Of(JsonElement items) =>
        [.. items.EnumerateArray().Select((item, place) => Score(
            item.GetProperty("item_id").GetString()!,
            item.GetProperty("score").GetSingle(),
            Enum.Parse<ReasonKind>(item.GetProperty("reason").GetProperty("kind").GetString()!, ignoreCase: true),
            item.GetProperty("reason").TryGetProperty("source", out _),
            place))];

    private static ScoredItem Score(string itemId, float score, ReasonKind kind, bool hasSource, int place) =>
        new(itemId, hasSource || kind is ReasonKind.Similar or ReasonKind.Taste ? score : FillUp - place);
}
