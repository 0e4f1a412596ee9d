using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using static StreamReco.Models.Tests.Experiments.Feedback.FeedbackScene;

namespace StreamReco.Models.Tests.Experiments.Feedback;

public sealed class FeedbackLedgerTests
{
    private const string User = "u1";
    private const long Minute = 60_000;

    private readonly FeedbackLedger _ledger = new(new FeedbackOptions());

    [Fact]
    public void A_full_ledger_draws_no_further_units_and_keeps_the_arms_that_it_has()
    {
        var ledger = new FeedbackLedger(new FeedbackOptions { UnitsMax = 2 });
        var arms = new[] { "u1", "u2", "u3" }.Select(unit => ledger.Enrol(Two(), unit, 0)).ToArray();

        (arms[2], ledger.IsFull, ledger.Count).ShouldBe((-1, true, 2));
        ledger.Enrol(Two(), "u1", 9).ShouldBe(arms[0]);
        ledger.Enrol(Two("other", 2), "u2", 9).ShouldBeGreaterThanOrEqualTo(0, "a unit that is kept may take part in more");
        ledger.Erase("u1");
        ledger.Enrol(Two(), "u3", 10).ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public void An_action_that_names_a_list_is_credited_to_it_and_shows_that_it_was_seen()
    {
        Serve("a", 0);

        Act(FeedbackAction.Click, "i2", 5, "a", position: 2);

        var enrolment = Enrolment();
        (enrolment.Served, enrolment.Exposed, enrolment.Credited(FeedbackAction.Click)).ShouldBe((1, 1, 1));
        (enrolment.Hits, enrolment.ReciprocalRanks, enrolment.Implicit).ShouldBe((1, 500_000, 0));
        enrolment.FirstExposureMs.ShouldBe(StartMs + (5 * Minute));
    }

    [Fact]
    public void The_place_of_a_click_is_the_event_s_else_that_of_the_list_seen_else_unknown()
    {
        Serve("said", 0);
        Serve("seen", 0);
        Serve("unknown", 0);
        See("seen", "i1", "i2", "i3", "i4");

        Act(FeedbackAction.Click, "i1", 1, "said", position: 5);
        Enrolment().ReciprocalRanks.ShouldBe(200_000);
        Act(FeedbackAction.Click, "i4", 1, "seen");
        Enrolment().ReciprocalRanks.ShouldBe(450_000);
        Act(FeedbackAction.Click, "i1", 1, "unknown");

        (Enrolment().ReciprocalRanks, Enrolment().Hits).ShouldBe((450_000, 3));
    }

    [Fact]
    public void An_action_without_a_list_is_credited_to_the_newest_seen_one_with_the_item_and_marked()
    {
        Serve("a", 0);
        Serve("b", 1);
        Serve("c", 2);
        See("a", "i1");
        See("b", "i1");

        Act(FeedbackAction.Click, "i1", 4);

        var feedback = _ledger.Find(User)!;
        feedback.Lists.Select(list => list.Done(FeedbackAction.Click)).ShouldBe([0u, 1u, 0u]);
        (Enrolment().Credited(FeedbackAction.Click), Enrolment().Implicit).ShouldBe((1, 1));
    }

    [Fact]
    public void A_list_that_nobody_is_known_to_have_seen_gets_no_implicit_credit()
    {
        Serve("a", 0);

        Act(FeedbackAction.Click, "i1", 1);

        (Enrolment().Exposed, Enrolment().Credited(FeedbackAction.Click)).ShouldBe((0, 0));
    }

    [Fact]
    public void What_was_done_before_an_event_says_what_was_seen_stays_with_its_items()
    {
        Serve("a", 0);
        Act(FeedbackAction.Click, "i3", 1, "a");
        Act(FeedbackAction.Cart, "i9", 1, "a");

        See("a", "i1", "i2", "i3");
        Act(FeedbackAction.Click, "i3", 2, "a");

        var list = _ledger.Find(User)!.Lists[0];
        list.Items.ShouldBe([Item("i1"), Item("i2"), Item("i3"), Item("i9")]);
        (list.Done(FeedbackAction.Click), list.Done(FeedbackAction.Cart)).ShouldBe((4u, 8u));
        Enrolment().Credited(FeedbackAction.Click).ShouldBe(1, "the same click again");
    }

    [Theory]
    [InlineData(FeedbackAction.Click, 30, 1)]
    [InlineData(FeedbackAction.Click, 31, 0)]
    [InlineData(FeedbackAction.Cart, 24 * 60, 1)]
    [InlineData(FeedbackAction.Cart, (24 * 60) + 1, 0)]
    [InlineData(FeedbackAction.Purchase, 7 * 24 * 60, 1)]
    [InlineData(FeedbackAction.Purchase, (7 * 24 * 60) + 1, 0)]
    [InlineData(FeedbackAction.Click, -1, 0)]
    public void Credit_ends_with_the_window_of_the_action_by_event_time(FeedbackAction action, int minutes, int credited)
    {
        Serve("a", 0);

        Act(action, "i1", minutes, "a");

        Enrolment().Credited(action).ShouldBe(credited);
    }

    [Fact]
    public void The_same_action_with_the_same_item_of_a_list_counts_once_and_a_hit_once_a_list()
    {
        Serve("a", 0);

        See("a", "i1", "i2");
        Act(FeedbackAction.Click, "i2", 1, "a");
        Act(FeedbackAction.Click, "i2", 2, "a");
        Act(FeedbackAction.Click, "i1", 3, "a");

        (Enrolment().Credited(FeedbackAction.Click), Enrolment().Hits, Enrolment().ReciprocalRanks).ShouldBe((2, 1, 500_000));
    }

    [Fact]
    public void What_names_an_unknown_list_or_an_item_that_it_has_not_got_is_counted_apart()
    {
        Serve("a", 0);

        See("a", "i1");
        Act(FeedbackAction.Click, "i1", 1, "gone");
        Act(FeedbackAction.Click, "i9", 1, "a");

        _ledger.Find(User)!.Unmatched.ShouldBe(2);
        Enrolment().Credited(FeedbackAction.Click).ShouldBe(0);
    }

    [Fact]
    public void Only_the_newest_lists_are_kept()
    {
        for (var i = 0; i < 20; i++)
        {
            Serve($"list-{i}", i);
        }

        _ledger.Find(User)!.Lists.Select(list => list.Id).ShouldBe(Enumerable.Range(4, 16).Select(i => List($"list-{i}")));
        Enrolment().Served.ShouldBe(20);
    }

    [Fact]
    public void An_arm_stays_although_the_ranges_change()
    {
        var arm = _ledger.Enrol(Two(), User, 1);

        var swapped = Two(version: 2) with { Arms = [.. Two().Arms.Reverse()] };

        _ledger.Enrol(swapped, User, 2).ShouldBe(arm);
        (Enrolment().Version, Enrolment().Offset).ShouldBe((1, 1));
    }

    [Fact]
    public void A_unit_outside_of_all_ranges_leaves_nothing_behind()
    {
        var nobody = Two(share: 1);

        _ledger.Enrol(nobody, User, 0).ShouldBe(-1);

        _ledger.Count.ShouldBe(0);
    }

    [Fact]
    public void A_unit_is_in_eight_experiments_at_most()
    {
        for (var i = 0; i < UnitFeedback.EnrolmentsMax; i++)
        {
            _ledger.Enrol(Two($"e{i}", i), User, 0).ShouldBeGreaterThanOrEqualTo(0);
        }

        _ledger.Enrol(Two("one-more", 99), User, 0).ShouldBe(-1);
    }

    [Fact]
    public void An_experiment_that_is_dropped_takes_its_own_lists_with_it_and_leaves_the_others_to_theirs()
    {
        _ledger.Enrol(Two(), User, 0);
        _ledger.Enrol(Two("search", 2), User, 0);
        _ledger.Serve(User, List("a"), Surface.Recommendations, StartMs, [Id]);
        _ledger.Serve(User, List("b"), Surface.Search, StartMs, ["search"]);

        _ledger.Drop(Id);
        Act(FeedbackAction.Click, "i1", 1, "b");

        var feedback = _ledger.Find(User)!;
        feedback.Lists.Select(list => list.Id).ShouldBe([List("b")]);
        feedback.Enrolments.Select(enrolment => (enrolment.Experiment, enrolment.Hits)).ShouldBe([("search", 1)]);
        _ledger.Drop("search");
        _ledger.Count.ShouldBe(0);
    }

    [Fact]
    public void What_was_done_before_the_first_exposure_is_kept_as_it_was_then()
    {
        Serve("a", 0);
        Serve("b", 1);

        _ledger.Expose(User, List("a"), [], StartMs, [3, 2, 1]);
        _ledger.Expose(User, List("b"), [], StartMs, [9, 9, 9]);

        Enum.GetValues<FeedbackAction>().Select(Enrolment().Before).ShouldBe([3L, 2L, 1L]);
        Enrolment().Exposed.ShouldBe(2);
    }

    private void Serve(string list, int minute)
    {
        _ledger.Enrol(Two(), User, 0);
        _ledger.Serve(User, List(list), Surface.Recommendations, StartMs + (minute * Minute), [Id]);
    }

    private void See(string list, params string[] items) =>
        _ledger.Expose(User, List(list), [.. items.Select(Item)], StartMs, NothingBefore);

    private void Act(FeedbackAction action, string item, int minute, string list = "", int position = 0) => _ledger.Act(
        User, new ItemAction(action, Item(item), List(list), StartMs + (minute * Minute), position), NothingBefore);

    private Enrolment Enrolment() => _ledger.Find(User)!.Enrolments[0];
}
