using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval.Registry;
using StreamReco.Models.Scoring;
using StreamReco.Models.Training;
using StreamReco.Models.Training.Ranker;
using StreamReco.Models.Training.Stack;

namespace StreamReco.Rig.Shapes;

/// <summary>
/// Trains on data of a shape with the smallest budget, writes the model, loads it, and asks it and each source alone for
/// the last sessions: nothing may throw, and every figure must be a number.
/// </summary>
internal static class ShapeTrial
{
    /// <summary>Share of the users whose clicks are asked for and not trained on.</summary>
    private const double TestShare = 0.1;

    private const int QueriesMax = 300;

    private static readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = 1 };

    private static readonly TrainingSettings _small = new() { Dimensions = 4, Epochs = 1, Threads = 1 };

    /// <returns>Null, or what went wrong.</returns>
    public static string? Run(DataShape shape)
    {
        try
        {
            return Try(shape.Data);
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    private static string? Try(ClickDataset data)
    {
        var set = EvaluationFiles.LastSessions(data, TestShare);
        var stack = new TwoStageTrainer(Settings, TimeProvider.System).Train(set.Train, null, default);
        var model = new ModelTrainer(TimeProvider.System).Train(set.Train, _small, ["shape"], null, default, stack);
        var items = set.Train.Clicks.Select(click => click.ItemId).Distinct(StringComparer.Ordinal).Count();
        if (model.Items.Count != items)
        {
            return $"The model has {model.Items.Count} items where the data have {items}.";
        }

        if (stack.Selection.Validation.FirstOrDefault(figure => !double.IsFinite(figure.Value)) is { Key: { } name })
        {
            return $"The figure {name} is no number.";
        }

        var loaded = Reloaded(model);
        var queries = QuerySet.Of(set.Examples, stack.Plan.ExcludesHistory, stack.ItemIds).Spread(QueriesMax);
        return loaded.Manifest.Version != model.Manifest.Version ? "The model that is loaded is another one."
            : Ask(loaded.Stack!, queries) ?? AskSources(stack, queries);
    }

    private static TwoStageSettings Settings => new()
    {
        Threads = 1,
        BudgetMinutes = 0.0001,
        Ranker = new RankerSettings { EpochsMax = 1, Members = 1 },
        Taste = _small,
    };

    private static ModelArtifact Reloaded(ModelArtifact model)
    {
        var folder = Directory.CreateTempSubdirectory("streamreco-shape-");
        try
        {
            var directory = Path.Combine(folder.FullName, "model");
            ModelArtifactWriter.Write(directory, model);
            return ModelArtifactLoader.Load(directory);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string? Ask(TwoStageModel stack, QuerySet queries)
    {
        using var graphs = new TwoStageGraphs(stack, new OnnxScorerOptions { Provider = "cpu", IntraOpThreads = 1 });
        using var answers = new GraphAnswers(stack, graphs);
        string? problem = null;
        for (var first = 0; first < queries.Count; first += 64)
        {
            answers.Answer(queries, first, Math.Min(first + 64, queries.Count), (query, request) =>
                problem ??= ProblemOf(request) is { } wrong ? $"Query {query}: {wrong}" : null);
        }

        return problem;
    }

    private static string? ProblemOf(RankRequest request)
    {
        var rows = request.Rows.AsSpan(0, request.Count);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[(i + 1)..].Contains(rows[i]))
            {
                return $"row {rows[i]} is a candidate twice.";
            }

            if (!float.IsFinite(request.Scores[i]))
            {
                return $"the score of row {rows[i]} is {request.Scores[i]}.";
            }
        }

        return null;
    }

    private static string? AskSources(TwoStageModel stack, QuerySet queries)
    {
        foreach (var name in CandidateSources.Names)
        {
            var open = CandidateSources.Fit(name, stack.Parts.Log, stack.Parts.Settings, _parallel);
            var ranks = SourceJudge.Ranks(open, queries, stack.ItemIds.Count, _parallel);
            if (Array.Exists(ranks, rank => rank < 0 || rank > stack.ItemIds.Count))
            {
                return $"The source {name} gives a rank beyond its {stack.ItemIds.Count} items.";
            }
        }

        return null;
    }
}
