using StreamReco.Models.Evaluation;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Registry;
using StreamReco.Models.Scoring;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>Judges stacks and single sources by the examples of a protocol.</summary>
internal sealed class TwoStageEvaluation(
    EvaluationSet set, Screen screen, TimeProvider time, OnnxScorerOptions graphs, int threads, CancellationToken cancel)
{
    /// <summary>The row of the whole.</summary>
    private const string WholeRow = "whole";

    /// <summary>Answers of a call while a cost is taken: a batch as a shop under load fills it.</summary>
    private const int ServingBatch = 32;

    private readonly int[] _sessions = set.Sessions();
    private readonly ParallelOptions _parallel = new()
    {
        CancellationToken = cancel,
        MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads,
    };

    /// <summary>Each source, the whole, and the ablated stacks.</summary>
    public Task<TwoStageReport> JudgeAsync(TwoStageModel stack, IReadOnlyList<(string Source, TwoStageModel Stack)> ablated) =>
        ProgressDisplay.Run(screen, time, "asking", line =>
        {
            stack = AsAsked(set, stack);
            var queries = QuerySet.Of(set.Examples, set.ExcludeHistory, stack.ItemIds);
            using var own = new TwoStageGraphs(stack, graphs);
            var evaluator = new TwoStageEvaluator(stack, own, queries, _sessions, _parallel, time);
            var rows = new List<JudgedRow>();
            foreach (var source in stack.Plan.Sources)
            {
                line.Update(0, queries.Count, source.Name);
                rows.Add(evaluator.Source(source.Name));
            }

            var lists = evaluator.OpenFigures();
            var whole = evaluator.Whole(
                WholeRow, lists, done => line.Update(done, queries.Count, $"{done:N0} of {queries.Count:N0}"));
            rows.Add(whole);
            if (set.TrainWithValidation is not null)
            {
                rows.Add(Whole("whole, live counts", WithValidationClicks(stack), queries));
            }

            rows.AddRange(ablated.Select(other => Whole($"without {other.Source}", AsAsked(set, other.Stack), queries)));
            return new TwoStageReport(rows, whole, lists.ByName(), [evaluator.Cost(1), evaluator.Cost(ServingBatch)]);
        });

    /// <summary>One source alone, with the settings of the kind of data.</summary>
    /// <exception cref="UserErrorException">There is no such source.</exception>
    public Task<TwoStageReport> JudgeSourceAsync(string name, IReadOnlyList<string> itemIds, SourceSettings settings) =>
        ProgressDisplay.Run(screen, time, name, line =>
        {
            var log = SessionLog.Of(set.Train, itemIds, settings.Unit);
            var progress = new DirectProgress<FitProgress>(now => line.Update(now.Done, now.Of, "fitting"));
            var open = CandidateSources.Fit(name, log, settings, _parallel, progress);
            var queries = QuerySet.Of(set.Examples, set.ExcludeHistory, itemIds);
            var row = JudgedRow.Of(name, SourceJudge.Ranks(open, queries, itemIds.Count, _parallel), _sessions);
            return new TwoStageReport([row], row, new Dictionary<string, double>(StringComparer.Ordinal), []);
        });

    /// <summary>The history is no candidate where the protocol says so, whatever the model's own data were like.</summary>
    public static TwoStageModel AsAsked(EvaluationSet set, TwoStageModel stack) =>
        set.ExcludeHistory ? stack with { Plan = stack.Plan with { ExcludesHistory = true } } : stack;

    private JudgedRow Whole(string name, TwoStageModel stack, QuerySet queries)
    {
        using var own = new TwoStageGraphs(stack, graphs);
        return new TwoStageEvaluator(stack, own, queries, _sessions, _parallel, time).Whole(name, null, null);
    }

    /// <summary>
    /// The same stack once the validation clicks have happened: what counts clicks has counted them; encoder, linear
    /// model and ranker are as they were.
    /// </summary>
    private TwoStageModel WithValidationClicks(TwoStageModel stack)
    {
        var settings = stack.Parts.Settings;
        var log = SessionLog.Of(set.TrainWithValidation!, stack.ItemIds, settings.Unit);
        var counted = RetrievalParts.Fit(log, settings, stack.Parts.Slist, _parallel) with
        {
            Taste = stack.Parts.Taste,
            Content = stack.Parts.Content,
        };
        return stack with { Parts = counted };
    }
}
