using StreamReco.Models.Artifacts;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Scoring;
using StreamReco.Stages;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>The table of what rules cost: a row for each set of rules, a line for each rule.</summary>
/// <param name="set">The predictions.</param>
/// <param name="screen">Shows progress.</param>
/// <param name="time">The clock of the progress.</param>
/// <param name="graphs">How the graphs run.</param>
/// <param name="parallel">Threads, and the token that stops it.</param>
internal sealed class RuleEvaluation(
    EvaluationSet set, Screen screen, TimeProvider time, OnnxScorerOptions graphs, ParallelOptions parallel)
{
    /// <summary>Judges a model with a stack under the rules that the settings name.</summary>
    /// <exception cref="StreamReco.Stages.Recommendations.Rules.RerankRulesException">The rules file is missing, or a rule is wrong.</exception>
    public async Task<TwoStageReport> JudgeAsync(ModelArtifact model, PipelineOptions options)
    {
        var costs = new RuleCosts(set, model, options, parallel);
        using var own = new TwoStageGraphs(costs.Stack, graphs);
        var ranks = await ProgressDisplay.Run(screen, time, "re-ranking", line => costs.Ranks(
            own, done => line.Update(done, set.Examples.Count, $"{done:N0} of {set.Examples.Count:N0}")));
        var sessions = set.Sessions();
        JudgedRow[] rows = [.. costs.Variants.Select((variant, i) => JudgedRow.Of(variant.Name, ranks[i], sessions))];
        return new TwoStageReport(rows, rows[0], new Dictionary<string, double>(StringComparer.Ordinal), [])
        {
            RuleCosts =
            [
                .. Enumerable.Range(0, rows.Length).Where(i => costs.Variants[i].Rule is not null)
                    .Select(i => RuleCost.Of(costs.Variants[i].Rule!, ranks[i], ranks[0], sessions)),
            ],
        };
    }
}
