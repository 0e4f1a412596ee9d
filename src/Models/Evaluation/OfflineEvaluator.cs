using StreamReco.Models.Artifacts;
using StreamReco.Models.Scoring;
using StreamReco.Models.Users;

namespace StreamReco.Models.Evaluation;

/// <summary>
/// Answers the examples of an evaluation with the serving code: each prefix is folded click by click into a user's
/// state, its features are built, and the batch is scored, exactly as the pipeline does it.
/// </summary>
/// <param name="model">The model that is judged.</param>
/// <param name="scorer">Runs its graph.</param>
/// <param name="options">The bounds of a user's state.</param>
/// <param name="ranker">Makes the answers; <see cref="TopCandidates"/> when null.</param>
public sealed class OfflineEvaluator(
    ModelArtifact model, IBatchScorer<ScoreRequest> scorer, UserStateOptions options, CandidateRanker? ranker = null)
{
    private readonly CandidateRanker _rank = ranker ?? new TopCandidates(model).Rank;
    private readonly FeatureBuilder _features = new(model.Manifest.Features, model.Items);
    private readonly ScoreRequest[] _requests =
        [.. Enumerable.Range(0, scorer.BatchSizeMax).Select(_ => new ScoreRequest(model.Manifest.Features))];
    private readonly UserState?[] _users = new UserState?[scorer.BatchSizeMax];
    private readonly ExampleFold _fold = new(model.Items, options);

    /// <summary>The metrics over all examples of <paramref name="set"/>.</summary>
    public RankingMetrics Evaluate(
        EvaluationSet set, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        var metrics = new RankingMetrics();
        for (var start = 0; start < set.Examples.Count; start += _requests.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(_requests.Length, set.Examples.Count - start);
            Score(set, start, count);
            for (var i = 0; i < count; i++)
            {
                var example = set.Examples[start + i];
                metrics.Add(Answer(set, example, _users[i]!, _requests[i]), example.Target);
            }

            progress?.Report(new EvaluationProgress(start + count, set.Examples.Count));
        }

        return metrics;
    }

    private void Score(EvaluationSet set, int start, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _users[i] = _fold.Fold(set.Examples[start + i]);
            _features.Fill(_users[i]!, _requests[i]);
        }

        scorer.Score(new ArraySegment<ScoreRequest>(_requests, 0, count));
    }

    private IReadOnlyList<ScoredItem> Answer(
        EvaluationSet set, EvaluationExample example, UserState user, ScoreRequest scored)
    {
        var ranked = _rank(user, scored);
        if (!set.ExcludeHistory)
        {
            return ranked;
        }

        var history = example.Prefix.Select(click => click.ItemId).ToHashSet(StringComparer.Ordinal);
        return [.. ranked.Where(item => !history.Contains(item.ItemId))];
    }
}
