using StreamReco.Models.Artifacts;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Scoring;
using StreamReco.Models.Users;
using StreamReco.Stages;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Recommendations.Rules;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Serving;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>
/// The pipeline's own re-ranking as the evaluator's ranker, so that offline equals online. Nothing trends and the
/// catalog is what the model knows. Not thread-safe.
/// </summary>
internal sealed class ServingRanker(ModelArtifact model, PipelineOptions options)
{
    private readonly RerankStage _rerank = new(options.Rerank, RerankRules.Open(options.Rerank), model, new CatalogTable());
    private readonly RecommendationRequest _request =
        new ShardModel(new LoadedModel(model, new ScoredElsewhere()), options.UserState.RecentItemsMax).Requests.Rent();

    /// <summary>The answer of one user; a <see cref="CandidateRanker"/>.</summary>
    public IReadOnlyList<ScoredItem> Rank(UserState user, ScoreRequest scored)
    {
        _request.Fill(user, new RequestContext(0, user.LastEventMs, 0, null, []));
        scored.CandidateRows.CopyTo(_request.Features.CandidateRows.AsSpan());
        scored.CandidateScores.CopyTo(_request.Features.CandidateScores.AsSpan());
        _request.Features.CandidateCount = scored.CandidateCount;
        return RecommendationScores.Of(_rerank.Rank(_request));
    }
}
