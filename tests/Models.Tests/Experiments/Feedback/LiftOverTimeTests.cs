using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;
using static StreamReco.Models.Tests.Experiments.Feedback.FeedbackScene;

namespace StreamReco.Models.Tests.Experiments.Feedback;

public sealed class LiftOverTimeTests
{
    private const long DayMs = 86_400_000;

    private static readonly ExperimentDefinition _definition = new(Two(), new ExperimentPlan());

    [Fact]
    public void The_last_day_says_what_the_report_says_and_each_day_adds_its_users()
    {
        var ledger = Play(days: 5, usersADay: 300);
        var endMs = StartMs + (6 * DayMs);

        var report = ExperimentReport.Of([_definition], FeedbackTally.Of(ledger, Id, endMs));
        var days = LiftOverTime.Of([_definition], DayTally.Of(ledger, Id, ExperimentMetric.ClickThrough, endMs));

        days.Select(day => day.Day).ShouldBe(Enumerable.Range(0, 5).Select(day => new DateOnly(2025, 1, 1).AddDays(day)));
        days.Zip(days.Skip(1)).ShouldAllBe(pair => pair.Second.Figures.Units > pair.First.Figures.Units);
        var decides = report.Arms[1].Metrics[0];
        (days[^1].Figures.Lift, days[^1].Figures.Low, days[^1].Figures.High).ShouldBe((decides.Lift, decides.Low, decides.High));
        days[^1].Figures.Units.ShouldBe(report.Arms.Sum(arm => arm.Matured));
        (days[0].Figures.High - days[0].Figures.Low).ShouldBeGreaterThan(days[^1].Figures.High - days[^1].Figures.Low, "more users, a narrower interval");
    }

    [Fact]
    public void Days_of_shards_add_up_to_those_of_one_whatever_the_shards()
    {
        var whole = Play(days: 45, usersADay: 8);
        FeedbackLedger[] shards = [.. Enumerable.Range(0, 3).Select(shard => Play(45, 8, user => user % 3 == shard))];
        var endMs = StartMs + (60 * DayMs);

        var merged = DayTally.Merge(shards.SelectMany(shard => DayTally.Of(shard, Id, ExperimentMetric.ClickThrough, endMs)));

        merged.ShouldBe(DayTally.Of(whole, Id, ExperimentMetric.ClickThrough, endMs));
        merged.Select(day => day.Part).Distinct().Count().ShouldBe(DayTally.DaysMax);
        merged.Sum(day => day.Sums.Units).ShouldBe(FeedbackTally.Of(whole, Id, endMs).Sum(tally => tally.Matured), "days before the bound are kept with the first");
    }

    [Fact]
    public void Days_come_back_with_the_ledger_and_an_erased_user_is_in_none()
    {
        var ledger = Play(days: 3, usersADay: 20);
        var endMs = StartMs + (5 * DayMs);
        var days = DayTally.Of(ledger, Id, ExperimentMetric.ClickThrough, endMs);

        DayTally.Of(Read(Bytes(ledger)), Id, ExperimentMetric.ClickThrough, endMs).ShouldBe(days);
        ledger.Erase("u0");

        DayTally.Of(ledger, Id, ExperimentMetric.ClickThrough, endMs).ShouldBe(
            DayTally.Of(Play(3, 20, user => user != 0), Id, ExperimentMetric.ClickThrough, endMs));
    }

    [Fact]
    public void Nobody_is_in_a_day_before_the_window_of_the_metric_has_closed()
    {
        var ledger = Play(days: 1, usersADay: 50);

        DayTally.Of(ledger, Id, ExperimentMetric.ClickThrough, StartMs + 60_000).ShouldBeEmpty();
        LiftOverTime.Of([_definition], []).ShouldBeEmpty();
        DayTally.Of(ledger, Id, ExperimentMetric.Conversion, StartMs + (6 * DayMs)).ShouldBeEmpty();
        DayTally.Of(ledger, Id, ExperimentMetric.Conversion, StartMs + (8 * DayMs)).ShouldNotBeEmpty();
    }

    [Fact]
    public void The_funnel_counts_users_and_not_actions()
    {
        var ledger = new FeedbackLedger(new FeedbackOptions());
        Follow("a", []);
        Follow("b", [FeedbackAction.Click, FeedbackAction.Click]);
        Follow("c", [FeedbackAction.Click, FeedbackAction.Purchase]);

        var tallies = FeedbackTally.Of(ledger, Id, StartMs);

        (tallies.Sum(tally => tally.Assigned), tallies.Sum(tally => tally.Exposed), tallies.Sum(tally => tally.Clicked), tallies.Sum(tally => tally.Bought))
            .ShouldBe((3, 3, 2, 1));
        var merged = FeedbackTally.Merge([tallies, tallies]);
        (merged.Sum(tally => tally.Clicked), merged.Sum(tally => tally.Bought)).ShouldBe((4, 2));

        void Follow(string unit, FeedbackAction[] actions)
        {
            ledger.Enrol(_definition.Experiment, unit, 0);
            ledger.Serve(unit, List(unit), Surface.Recommendations, StartMs, [Id]);
            ledger.Expose(unit, List(unit), [Item("i1"), Item("i2"), Item("i3")], StartMs, NothingBefore);
            for (var i = 0; i < actions.Length; i++)
            {
                ledger.Act(unit, new ItemAction(actions[i], Item($"i{i + 1}"), List(unit), StartMs + i), NothingBefore);
            }
        }
    }

    /// <summary>Every day new users see four lists each, and click in some.</summary>
    private static FeedbackLedger Play(int days, int usersADay, Func<int, bool>? isHere = null)
    {
        var ledger = new FeedbackLedger(new FeedbackOptions());
        for (var user = 0; user < days * usersADay; user++)
        {
            var (unit, atMs, random) = ($"u{user}", StartMs + (user / usersADay * DayMs) + (user % usersADay * 1_000L), new Random(user));
            if (isHere?.Invoke(user) == false)
            {
                continue;
            }

            ledger.Enrol(_definition.Experiment, unit, user);
            for (var i = 0; i < 4; i++)
            {
                var list = List($"{unit}-{i}");
                ledger.Serve(unit, list, Surface.Recommendations, atMs + i, [Id]);
                ledger.Expose(unit, list, [Item("i1")], atMs + i, NothingBefore);
                if (random.NextDouble() < 0.3)
                {
                    ledger.Act(unit, new ItemAction(FeedbackAction.Click, Item("i1"), list, atMs + i), NothingBefore);
                }
            }
        }

        return ledger;
    }
}
