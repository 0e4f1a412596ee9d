using StreamReco.Models.Data;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Events;
using StreamReco.Models.Training.Ranker;
using StreamReco.Models.Training.Stack;

namespace StreamReco.Models.Tests.Training.Stack;

/// <summary>Data of other shapes than the public sets that the defaults were looked at with, seeded.</summary>
public sealed class TwoStageShapesTests
{
    [Theory]
    [InlineData("sessions of 1 to 200 clicks", 40, 200, 50, true)]
    [InlineData("sessions without times", 120, 8, 60, false)]
    [InlineData("hardly an item twice in all data", 60, 6, 5_000, true)]
    [InlineData("one item alone", 30, 5, 1, true)]
    public void Sessions_of_any_shape_give_a_stack_that_answers(
        string shape, int sessions, int longest, int items, bool timed)
    {
        var data = Sessions(sessions, longest, items, timed);

        var stack = TwoStageSamples.Stack(TwoStageSamples.Settings with { Without = [], BudgetMinutes = 0.05 }, data);

        var queries = QuerySet.Of(EvaluationFiles.LastSessions(data, 0.2).Examples, false, stack.ItemIds);
        var ranks = TwoStageSamples.Ranks(stack, queries);
        ranks.ShouldAllBe(rank => rank >= 0 && rank <= stack.Plan.Candidates, shape);
        stack.Selection.Validation.Values.ShouldAllBe(figure => double.IsFinite(figure), shape);
        stack.Ranker.Linear.ShouldAllBe(weight => float.IsFinite(weight), shape);
    }

    [Fact]
    public void Histories_that_repeat_items_leave_them_out_where_the_protocol_does()
    {
        var set = EvaluationFiles.LeaveOneOut(Sessions(60, 30, 12, timed: false));
        var settings = TwoStageSamples.Settings with
        {
            Split = SplitKind.LastClicks,
            Refit = false,
            ExcludesHistory = true,
        };

        var stack = TwoStageSamples.Stack(settings, set.TrainWithValidation);

        stack.Traits.Repeats.ShouldBeGreaterThan(0.2); // by the data alone the history would stay in
        stack.Plan.ExcludesHistory.ShouldBeTrue();
        var queries = QuerySet.Of(set.Examples, true, stack.ItemIds);
        var worker = TwoStageWorker.Open(stack.Plan, stack.Parts, stack.Encoder)();
        worker.Build(queries, 0, queries.Count, (query, request) =>
        {
            var history = queries[query].Rows.ToArray();
            request.Rows[..request.Count].ShouldAllBe(row => !history.Contains(row));
        });
    }

    /// <summary>Clicks that walk from cluster to cluster, some of them back; the first sessions have one click.</summary>
    private static ClickDataset Sessions(int sessions, int longest, int items, bool timed)
    {
        var random = new Random(11);
        var clicks = new List<HistoricClick>();
        for (var session = 0; session < sessions; session++)
        {
            var length = session < 3 ? 1 : random.Next(2, longest + 1);
            var at = random.Next(items);
            for (var step = 0; step < length; step++)
            {
                var time = 1_700_000_000_000 + (session * 10_000_000L) + (step * 20_017L);
                clicks.Add(new HistoricClick($"u{session}", $"u{session}", $"i{at}", time, EventType.ViewItem));
                at = (at + random.Next(0, 3)) % items;
            }
        }

        return new ClickDataset(
            clicks, [], new Dictionary<string, long>(StringComparer.Ordinal), timed ? null : "The data say no times.");
    }
}
