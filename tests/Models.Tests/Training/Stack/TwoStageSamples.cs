using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Events;
using StreamReco.Models.Ranking;
using StreamReco.Models.Scoring;
using StreamReco.Models.Training;
using StreamReco.Models.Training.Stack;

namespace StreamReco.Models.Tests.Training.Stack;

/// <summary>Small made-up data and stacks trained on them.</summary>
internal static class TwoStageSamples
{
    public static readonly TwoStageSettings Settings = new() { Threads = 1, BudgetMinutes = 0.001, Without = [RankPlan.Encoder] };

    /// <summary>Sessions that walk a circle of items with strides of their own.</summary>
    public static ClickDataset Walks(int users = 120, int items = 40, int length = 6) => new(
        [
            .. from user in Enumerable.Range(0, users)
               from step in Enumerable.Range(0, length)
               let item = ((user * 7) + (step * (1 + (user % 3)))) % items
               let time = 1_700_000_000_000 + (user * 1_000_000L) + (step * 10_000)
               select new HistoricClick($"u{user}", $"u{user}", $"i{item}", time, EventType.ViewItem),
        ],
        [], new Dictionary<string, long>(StringComparer.Ordinal), null);

    public static TwoStageModel Stack(TwoStageSettings? settings = null, ClickDataset? data = null) =>
        new TwoStageTrainer(settings ?? Settings, TimeProvider.System).Train(data ?? Walks(), null, default);

    /// <summary>The rank that a stack's graphs give each answer.</summary>
    public static int[] Ranks(TwoStageModel stack, QuerySet queries)
    {
        using var graphs = new TwoStageGraphs(stack, new OnnxScorerOptions { Provider = "cpu", IntraOpThreads = 1 });
        return TwoStageJudge.Ranks(
            () => new GraphAnswers(stack, graphs), queries, new ParallelOptions { MaxDegreeOfParallelism = 1 });
    }

    public static ModelArtifact Model(TwoStageModel stack, ClickDataset? data = null) => new ModelTrainer(TimeProvider.System).Train(
        data ?? Walks(), new TrainingSettings { Dimensions = 4, Epochs = 1, Threads = 1 }, ["walks"], null, default, stack);
}
