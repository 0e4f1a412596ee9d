using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Events;
using StreamReco.Models.Scoring;
using StreamReco.Models.Training;
using StreamReco.StreamHost.Cli.Evaluation;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

public sealed class OfflineEvaluationTests
{
    private static readonly ClickDataset Data = Walks(users: 40, items: 60, length: 6);

    private static readonly ModelArtifact Model = new ModelTrainer(TimeProvider.System).Train(
        Data, new TrainingSettings { Dimensions = 8, Epochs = 3, Threads = 1 }, ["walks"], null, default);

    [Fact]
    public async Task With_the_history_let_in_serving_s_re_ranking_gives_the_graph_s_own_order()
    {
        var set = EvaluationFiles.LastSessions(Data, 0.5);

        (await ServeAsync(set)).ByName().ShouldBe(Plain(set).ByName());
    }

    [Fact]
    public async Task With_the_history_left_out_it_gives_the_graph_s_order_less_the_history()
    {
        var set = EvaluationFiles.LeaveOneOut(Data);

        (await ServeAsync(set)).ByName().ShouldBe(Plain(set).ByName());
    }

    [Fact]
    public async Task The_lists_are_long_enough_for_a_history_that_a_user_s_state_has_forgotten()
    {
        var set = EvaluationFiles.LeaveOneOut(Data);
        var options = new StreamRecoOptions();
        options.Pipeline.UserState.RecentItemsMax = 2;

        var metrics = await ServeAsync(set, options);

        options.Pipeline.Rerank.Items.ShouldBe(RankingMetrics.CutoffMax + 3); // five clicks asked, two remembered
        metrics.Count.ShouldBe(40);
    }

    private static Task<RankingMetrics> ServeAsync(EvaluationSet set, StreamRecoOptions? options = null)
    {
        options ??= new StreamRecoOptions();
        EvaluateCommand.Rank(options, set, Model.Manifest);
        return new OfflineEvaluationRun().RunAsync(set, Model, options, new NoLine(), default);
    }

    private static RankingMetrics Plain(EvaluationSet set)
    {
        using var scorer = OnnxScorers.OfModel(Model, new OnnxScorerOptions { Provider = "cpu" });
        return new OfflineEvaluator(Model, scorer, new StreamRecoOptions().Pipeline.UserState).Evaluate(set, null, default);
    }

    /// <summary>Users that walk a circle of items with strides of their own.</summary>
    private static ClickDataset Walks(int users, int items, int length) => new(
        [
            .. from user in Enumerable.Range(0, users)
               from step in Enumerable.Range(0, length)
               let item = (user + (step * (1 + (user % 3)))) % items
               let time = 1_700_000_000_000 + (user * 1_000_000L) + (step * 10_000)
               select new HistoricClick($"u{user}", $"u{user}", $"i{item}", time, EventType.ViewItem),
        ],
        [], new Dictionary<string, long>(), null);

    private sealed class NoLine : IProgressLine
    {
        public void Update(double done, double of, string detail)
        {
        }
    }
}
