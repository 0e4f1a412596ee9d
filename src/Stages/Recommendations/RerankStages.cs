using StreamReco.Models.Experiments.Assignment;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Setup;

namespace StreamReco.Stages.Recommendations;

/// <summary>Re-ranking of one model's answers: by the node's settings, and by those of the arms of experiments. Not thread-safe.</summary>
/// <param name="model">The model.</param>
/// <param name="parts">What the shard's stages are made of.</param>
public sealed class RerankStages(ShardModel model, ShardParts parts)
{
    /// <summary>Different settings of arms that are held; more are made anew.</summary>
    private const int HeldMax = 32;

    private readonly RerankStage _plain = new(parts.Options.Rerank, parts.Rules, model.Artifact, parts.Catalog, model.Served.Content);
    private readonly Dictionary<ArmSettings, RerankStage> _byArm = [];

    /// <summary>The stage by which an answer is made.</summary>
    public RerankStage Of(RecommendationRequest request)
    {
        if (request.Arms.Settings is not { } settings)
        {
            return _plain;
        }

        if (!_byArm.TryGetValue(settings, out var stage))
        {
            if (_byArm.Count == HeldMax)
            {
                _byArm.Clear();
            }

            stage = new RerankStage(
                Changed(parts.Options.Rerank, settings), parts.Rules.With(settings.DiversityLambda, settings.BoostFactor ?? 1),
                model.Artifact, parts.Catalog, model.Served.Content);
            _byArm.Add(settings, stage);
        }

        return stage;
    }

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
