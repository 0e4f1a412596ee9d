using System.Text;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using static StreamReco.Models.Tests.Experiments.Feedback.FeedbackScene;

namespace StreamReco.Models.Tests.Experiments.Feedback;

/// <summary>Experiments with windows of their own, beside one with those that all have.</summary>
public sealed class AttributionWindowsTests
{
    private const string User = "u1";
    private const string Short = "short";
    private const long Minute = 60_000;
    private const long Day = 1_440 * Minute;

    private static readonly AttributionWindows _short = new() { ClickMinutes = 5, PurchaseDays = 1 };

    private readonly FeedbackLedger _ledger = new(new FeedbackOptions());

    public AttributionWindowsTests()
    {
        _ledger.SetWindows(Short, _short);
        _ledger.Enrol(Two(), User, 0);
        _ledger.Enrol(Two(Short, 2), User, 0);
        Serve("a", 0, [Id, Short]);
    }

    [Theory]
    [InlineData(5, 1, 1)]
    [InlineData(6, 1, 0)]
    [InlineData(31, 0, 0)]
    public void A_click_counts_in_each_experiment_within_its_own_window(int minutes, int usual, int ofShort)
    {
        Act(FeedbackAction.Click, minutes * Minute, "a");

        (Credited(Id, FeedbackAction.Click), Credited(Short, FeedbackAction.Click)).ShouldBe((usual, ofShort));
    }

    [Fact]
    public void What_a_definition_leaves_out_is_as_for_all()
    {
        Act(FeedbackAction.Cart, 23 * 60 * Minute, "a");
        Act(FeedbackAction.Purchase, 2 * Day, "a");

        (Credited(Id, FeedbackAction.Cart), Credited(Short, FeedbackAction.Cart)).ShouldBe((1, 1));
        (Credited(Id, FeedbackAction.Purchase), Credited(Short, FeedbackAction.Purchase)).ShouldBe((1, 0));
    }

    [Fact]
    public void An_action_without_a_list_goes_to_the_newest_list_whose_own_window_is_open()
    {
        Serve("b", 10 * Minute, [Short]);

        Act(FeedbackAction.Click, 20 * Minute, list: null);

        Credited(Id, FeedbackAction.Click).ShouldBe(1, "list b is newer, but its window of five minutes has closed");
        Credited(Short, FeedbackAction.Click).ShouldBe(0);
        _ledger.Find(User)!.Enrolments[0].Implicit.ShouldBe(1);
    }

    [Fact]
    public void Users_mature_by_the_windows_of_their_experiment()
    {
        FeedbackTally.Of(_ledger, Short, StartMs + (6 * Minute)).ShouldHaveSingleItem().OfMatured[(int)ExperimentMetric.ClickThrough].Units.ShouldBe(1);
        FeedbackTally.Of(_ledger, Id, StartMs + (6 * Minute)).ShouldHaveSingleItem().OfMatured[(int)ExperimentMetric.ClickThrough].Units.ShouldBe(0);
        DayTally.Of(_ledger, Short, ExperimentMetric.Conversion, StartMs + (2 * Day)).ShouldHaveSingleItem();
        DayTally.Of(_ledger, Id, ExperimentMetric.Conversion, StartMs + (2 * Day)).ShouldBeEmpty();
    }

    [Fact]
    public void Windows_stand_in_the_definition_and_never_change()
    {
        var first = new ExperimentDefinition(Two(), new ExperimentPlan { Windows = _short });
        var json = ExperimentJson.Write(first);
        var book = new ExperimentBook();

        json.ShouldContain("""windows":{"click_minutes":5,"purchase_days":1}""");
        ExperimentJson.Parse(Encoding.UTF8.GetBytes(json)).Plan.Windows.ShouldBe(_short);
        book.Define(first).ShouldBeNull();
        book.Define(new ExperimentDefinition(Two(version: 2), new ExperimentPlan())).ShouldNotBeNull().ShouldStartWith("The windows of ranker changed");
        book.Define(new ExperimentDefinition(Two(version: 2), first.Plan with { Margin = 0.5 })).ShouldBeNull();
    }

    [Fact]
    public void A_window_that_cannot_be_is_named()
    {
        new ExperimentPlan { Windows = new() { ClickMinutes = 0 } }.Faults().ShouldBe(["windows: click_minutes is 0; it is to be above 0 and at most 86400."]);
        new ExperimentPlan { Windows = new() { CartHours = double.NaN, PurchaseDays = 61 } }.Faults().Count.ShouldBe(2);
    }

    private long Credited(string experiment, FeedbackAction action)
    {
        var unit = _ledger.Find(User)!;
        return unit.Enrolments[unit.PlaceOf(experiment)].Credited(action);
    }

    private void Serve(string list, long afterMs, string[] experiments)
    {
        _ledger.Serve(User, List(list), Surface.Recommendations, StartMs + afterMs, experiments);
        _ledger.Expose(User, List(list), [Item("i1")], StartMs + afterMs, NothingBefore);
    }

    private void Act(FeedbackAction action, long afterMs, string? list) => _ledger.Act(
        User, new ItemAction(action, Item("i1"), list is null ? 0 : List(list), StartMs + afterMs), NothingBefore);
}
