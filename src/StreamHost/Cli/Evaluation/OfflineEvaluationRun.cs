using StreamReco.Models.Artifacts;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Scoring;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>
/// The examples answered in this process without Kafka: the fold, the graph and the re-ranking of serving.
/// </summary>
internal sealed class OfflineEvaluationRun : IEvaluationRun
{
    public Task<RankingMetrics> RunAsync(
        EvaluationSet set, ModelArtifact model, StreamRecoOptions options, IProgressLine line,
            CancellationToken cancel) =>
        Task.Run(() => Run(set, model, options, line, cancel), cancel);

    private static RankingMetrics Run(
        EvaluationSet set, ModelArtifact model, StreamRecoOptions options, IProgressLine line, CancellationToken cancel)
    {
        using var scorer = OnnxScorers.OfModel(model, ScorerSettings.Of(options));
        var ranker = new ServingRanker(model, options.Pipeline);
        var evaluator = new OfflineEvaluator(model, scorer, options.Pipeline.UserState, ranker.Rank);
        return evaluator.Evaluate(
            set, new DirectProgress<EvaluationProgress>(
                now => line.Update(now.Done, now.Of, $"{now.Done:N0} of {now.Of:N0}")), cancel);
    }
}
