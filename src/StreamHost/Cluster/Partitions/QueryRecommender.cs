using StreamReco.Stages.Batches;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Setup;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>
/// Makes answers of scored requests for who asks outside of the log, by the same re-ranking and in the same contract as
/// the path. Thread-safe: one answer at a time, each well below a millisecond.
/// </summary>
internal sealed class QueryRecommender(ShardParts parts)
{
    /// <summary>What an answer to a history of items without a user calls its user.</summary>
    public const string Nobody = "anonymous";

    private readonly Lock _lock = new();
    private AnswerLists? _lists;
    private readonly ModelCache<(RerankStages Rerank, RecommendationEncoder Encoder)> _models = new(model => (
        new RerankStages(model, parts),
        new RecommendationEncoder(parts.Shard, model.Artifact.Manifest, parts.Rules, RecommendStage.DirectVariant, parts.Time)));

    /// <param name="request">Scored, where it has features.</param>
    /// <param name="isKnown">Whether the user has a state that may be used.</param>
    /// <param name="mayPersonalise">Whether the user has agreed to personalisation.</param>
    /// <param name="page">Which of the items are wanted.</param>
    public DirectRecommendation Make(RecommendationRequest request, bool isKnown, bool mayPersonalise, RecommendationPage page)
    {
        lock (_lock)
        {
            var whole = Math.Max(parts.Options.Rerank.Items, page.Offset + page.Items);
            _lists ??= new AnswerLists(model => _models.Of(model).Rerank);
            var list = _lists.Make(request, whole, page.Category);
            RankedItem[] items = [.. list.Items.Skip(page.Offset).Take(page.Items)];
            request.Code = list.CodeOf(page.Offset, items.Length);
            var basis = BasisOf(request, items);
            return new DirectRecommendation(
                isKnown, basis, Missed(isKnown, mayPersonalise, request, basis),
                _models.Of(request.Model).Encoder.Encode(request, items, list.Trace, page.Offset + 1).Value);
        }
    }

    /// <summary>Why there is no history to answer by.</summary>
    public static string UnknownBecause(bool mayPersonalise) =>
        mayPersonalise ? "history: the user is not known" : "history: the user does not agree to personalisation";

    /// <summary>A stack ranks by the history, whichever source moved an item.</summary>
    private static string BasisOf(RecommendationRequest request, IReadOnlyList<RankedItem> items) =>
        request.Features.HasFeatures && items.Any(IsRanked) ? "history"
        : items.FirstOrDefault(item => item.Kind != ReasonKind.Pinned).Kind == ReasonKind.Trending ? "trending" : "popular";

    private static bool IsRanked(RankedItem item) =>
        item.Kind is ReasonKind.Similar or ReasonKind.Taste || item.Source is not null;

    /// <summary>Each earlier step of the chain and why it gave nothing.</summary>
    private static List<string> Missed(bool isKnown, bool mayPersonalise, RecommendationRequest request, string basis)
    {
        var missed = new List<string>();
        if (basis != "history")
        {
            missed.Add(!isKnown ? UnknownBecause(mayPersonalise)
                : request.Features.HasFeatures ? "history: no candidate of the model may be shown"
                : "history: the model knows no item that the user touched");
        }

        if (basis == "popular")
        {
            missed.Add(request.Trending.Count == 0 ? "trending: no window has closed yet"
                : "trending: no trending item may be shown");
        }

        return missed;
    }
}

/// <summary>Which items of an answer are wanted.</summary>
/// <param name="Items">How many at most.</param>
/// <param name="Offset">Items before the first of them.</param>
/// <param name="Category">The one category whose items are wanted; null for all.</param>
internal sealed record RecommendationPage(int Items, int Offset = 0, string? Category = null);

/// <summary>An answer to who asked outside of the log.</summary>
/// <param name="IsKnown">Whether the user has a state.</param>
/// <param name="Basis">What it rests on: <c>history</c>, else <c>trending</c>, else <c>popular</c>.</param>
/// <param name="Fallback">The steps before, each with why it gave nothing; empty with a history.</param>
/// <param name="Recommendation">JSON in the contract of the recommendations topic.</param>
internal sealed record DirectRecommendation(
    bool IsKnown, string Basis, IReadOnlyList<string> Fallback, ReadOnlyMemory<byte> Recommendation);
