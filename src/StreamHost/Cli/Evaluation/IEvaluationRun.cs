using StreamReco.Models.Artifacts;
using StreamReco.Models.Evaluation;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>A way to have the examples of a protocol answered; the figures must not depend on which.</summary>
internal interface IEvaluationRun
{
    /// <summary>Answers every example.</summary>
    /// <param name="set">The examples.</param>
    /// <param name="model">The model that is judged.</param>
    /// <param name="options">Settings, with the re-ranking of the protocol.</param>
    /// <param name="line">Receives how far it is.</param>
    /// <param name="cancel">Stops between batches.</param>
    Task<RankingMetrics> RunAsync(
        EvaluationSet set, ModelArtifact model, StreamRecoOptions options, IProgressLine line,
            CancellationToken cancel);
}
