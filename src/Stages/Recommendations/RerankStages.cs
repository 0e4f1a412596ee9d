using StreamReco.Models.Experiments.Assignment;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Recommendations.Rules;
using StreamReco.Stages.Setup;

namespace StreamReco.Stages.Recommendations;

/// <summary>
/// Re-ranking of one model's answers: by the node's settings, by those of the arms of experiments, and by the rules of a user's segment.
/// Not thread-safe.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="parts">What the shard's stages are made of.</param>
public sealed class RerankStages(ShardModel model, ShardParts parts)
{
    /// <summary>Different settings of arms and rules of segments that are held; more are made anew.</summary>
    private const int HeldMax = 32;

    private readonly RerankStage _plain = new(parts.Options.Rerank, parts.Rules, model.Artifact, parts.Catalog, model.Served.Content);
    private readonly Dictionary<(ArmSettings? Settings, ulong Rules), RerankStage> _others = [];

    /// <summary>The stage by which an answer is made.</summary>
    public RerankStage Of(RecommendationRequest request)
    {
        var key = (request.Arms.Settings, Rules: parts.Rules.HeldIn(request.Segment));
        if (key is (null, 0))
        {
            return _plain;
        }

        if (!_others.TryGetValue(key, out var stage))
        {
            if (_others.Count == HeldMax)
            {
                _others.Clear();
            }

            _others.Add(key, stage = Make(key.Settings, parts.Rules.Holding(key.Rules)));
        }

        return stage;
    }

    private RerankStage Make(ArmSettings? settings, RerankRules rules) => settings is null
        ? new RerankStage(parts.Options.Rerank, rules, model.Artifact, parts.Catalog, model.Served.Content)
        : new RerankStage(
            Changed(parts.Options.Rerank, settings), rules.With(settings.DiversityLambda, settings.BoostFactor ?? 1), model.Artifact,
            parts.Catalog, model.Served.Content);

    private static RerankOptions Changed(RerankOptions options, ArmSettings settings) => new()
    {
        Items = options.Items,
        Seen = options.Seen,
        DiversityLambda = settings.DiversityLambda ?? options.DiversityLambda,
        CandidatesMax = options.CandidatesMax,
        Fresh = settings.Fresh ?? options.Fresh,
        RulesFile = options.RulesFile,
    };
}
