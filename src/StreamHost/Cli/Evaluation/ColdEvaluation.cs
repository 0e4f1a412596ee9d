using StreamReco.Models.Evaluation;
using StreamReco.Models.Ranking;
using StreamReco.Models.Scoring;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>
/// What content is worth to items by their training clicks: a stack with it beside one without, both trained without the
/// clicks of the items that are taken for new.
/// </summary>
/// <param name="split">The predictions, and the items that are new.</param>
/// <param name="screen">Shows progress.</param>
/// <param name="time">The clock of the progress.</param>
/// <param name="graphs">How the graphs run.</param>
/// <param name="parallel">Threads, and the token that stops it.</param>
internal sealed class ColdEvaluation(
    ColdSplit split, Screen screen, TimeProvider time, OnnxScorerOptions graphs, ParallelOptions parallel)
{
    private static readonly (string Name, int From, int To)[] _classes =
    [
        ("0 clicks", 0, 0), ("1-5 clicks", 1, 5), ("6-20 clicks", 6, 20), ("above 20", 21, int.MaxValue), ("all", 0, int.MaxValue),
    ];

    /// <summary>A row for each class of items and stack.</summary>
    public Task<TwoStageReport> JudgeAsync(IReadOnlyList<(string Name, TwoStageModel Stack)> stacks) =>
        ProgressDisplay.Run(screen, time, "asking", line =>
        {
            var sessions = split.Set.Sessions();
            var clicks = split.TargetClicks();
            var ranks = new List<int[]>();
            foreach (var (name, stack) in stacks)
            {
                line.Update(ranks.Count, stacks.Count, name);
                var asked = TwoStageEvaluation.AsAsked(split.Set, stack);
                using var own = new TwoStageGraphs(asked, graphs);
                ranks.Add(new ColdEvaluator(asked, own, split, parallel).Ranks());
            }

            var rows = new List<JudgedRow>();
            foreach (var (name, from, to) in _classes)
            {
                int[] chosen = [.. Enumerable.Range(0, clicks.Length).Where(i => clicks[i] >= from && clicks[i] <= to)];
                for (var stack = 0; stack < stacks.Count && chosen.Length > 0; stack++)
                {
                    rows.Add(JudgedRow.Of(
                        $"{name}, {stacks[stack].Name}",
                        [.. chosen.Select(i => ranks[stack][i])],
                        [.. chosen.Select(i => sessions[i])]));
                }
            }

            return new TwoStageReport(rows, rows[^1], new Dictionary<string, double>(StringComparer.Ordinal), []);
        });
}
