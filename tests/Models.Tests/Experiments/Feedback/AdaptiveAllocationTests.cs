using System.Text;
using StreamReco.Models.Experiments.Bandits;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.Models.Experiments.Statistics;
using static StreamReco.Models.Tests.Experiments.Feedback.FeedbackScene;

namespace StreamReco.Models.Tests.Experiments.Feedback;

/// <summary>Shares that follow success: users are drawn by the version in force, and keep their arm.</summary>
public sealed class AdaptiveAllocationTests
{
    private const int UsersAVersion = 200;

    private static readonly ExperimentDefinition _first = new(
        Two(), new ExperimentPlan { Metric = ExperimentMetric.Conversion, Rule = StopRule.Fixed, Allocation = new Allocation() });

    [Fact]
    public void A_batch_adds_what_its_assignments_one_by_one_add_under_the_same_mean()
    {
        var (one, batch) = (new AdaptiveMean(), new AdaptiveMean());
        one.Add(0.5, isThis: true, 1);
        batch.Add(0.5, isThis: true, 1);
        foreach (var (isThis, reward) in new[] { (true, 1.0), (false, 0), (false, 0) })
        {
            one.Add(0.25, isThis, reward); // The mean stays 1, so that the order says nothing.
        }

        batch.AddBatch(0.25, all: 3, pulls: 1, rewards: 1, squares: 1);

        batch.Value.ShouldBe(one.Value, 1e-12);
        batch.Error.ShouldBe(one.Error, 1e-12);
    }

    [Fact]
    public void Most_users_come_to_the_better_arm_every_arm_keeps_its_floor_and_the_difference_is_found()
    {
        var (versions, ledger) = Play(seed: 1, rounds: 20, controlRate: 0.1, armRate: 0.2);

        var shares = versions[^1].Experiment.Arms.Select(arm => arm.Share).ToArray();
        shares[1].ShouldBeGreaterThan(0.9);
        shares.Sum().ShouldBe(1, 1e-9);
        versions.ShouldAllBe(version => version.Experiment.Arms.All(arm => arm.Share >= 0.0499));
        var report = ExperimentReport.Of(versions, Tallies(ledger));
        report.RatioP.ShouldBeGreaterThan(SampleRatio.Level, "each version is held against its own shares");
        report.Arms[1].Verdict!.Kind.ShouldBe(VerdictKind.Better, report.Arms[1].Verdict!.Text);
        report.Arms[1].Assigned.ShouldBeGreaterThan(2 * report.Arms[0].Assigned);
    }

    [Fact]
    public void Equal_arms_are_called_different_no_more_often_than_the_level()
    {
        const int Runs = 200;

        var called = Enumerable.Range(0, Runs).Count(run =>
        {
            var (versions, ledger) = Play(100 + run, rounds: 8, 0.2, 0.2);
            return ExperimentReport.Of(versions, Tallies(ledger)).Arms[1].Verdict!.Kind is VerdictKind.Better or VerdictKind.Worse;
        });

        called.ShouldBeLessThanOrEqualTo((int)(0.08 * Runs), "5 % and two standard errors");
    }

    [Fact]
    public void A_user_keeps_the_arm_by_which_it_was_drawn_whatever_the_shares_become()
    {
        var (versions, ledger) = Play(seed: 3, rounds: 12, 0.1, 0.3);

        var arms = ledger.Units.ToDictionary(unit => unit.Key, unit => unit.Value.Enrolments[0].Arm);
        foreach (var (unit, arm) in arms)
        {
            ledger.Enrol(versions[^1].Experiment, unit, 0).ShouldBe(arm);
        }

        arms.Count(unit => versions[^1].Experiment.ArmOf(Encoding.UTF8.GetBytes(unit.Key)) != unit.Value).ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Nothing_changes_before_each_arm_has_a_hundred_matured_users()
    {
        var ledger = new FeedbackLedger(new FeedbackOptions());
        Round(ledger, _first, 0, 60, new Random(1), 0.1, 0.9);

        AdaptiveAllocation.Next([_first], Tallies(ledger)).ShouldBeNull();
    }

    [Fact]
    public void Ranges_may_move_only_where_shares_follow_success()
    {
        var moved = _first.Experiment with { Version = 2, Arms = [_first.Experiment.Arms[0] with { Ranges = [new(0, 100_000)] }, _first.Experiment.Arms[1] with { Ranges = [new(100_000, 1_000_000)] }] };
        var (adaptive, fixedShares) = (new ExperimentBook(), new ExperimentBook());
        adaptive.Define(_first).ShouldBeNull();
        fixedShares.Define(_first with { Plan = new ExperimentPlan() }).ShouldBeNull();

        adaptive.Define(_first with { Experiment = moved }).ShouldBeNull();
        fixedShares.Define(new ExperimentDefinition(moved, new ExperimentPlan())).ShouldNotBeNull().ShouldContain("grows at its end only");
    }

    [Theory]
    [InlineData(0, 60, ExperimentMetric.Conversion, "allocation: floor is 0")]
    [InlineData(0.6, 60, ExperimentMetric.Conversion, "allocation: floor is 0.6")]
    [InlineData(0.1, 0, ExperimentMetric.Carts, "allocation: every_minutes is 0")]
    [InlineData(0.1, 60, ExperimentMetric.ClickThrough, "allocation: the metric that decides is to be by user")]
    public void What_no_allocation_can_be_is_named(double floor, double everyMinutes, ExperimentMetric metric, string fault)
    {
        var plan = new ExperimentPlan { Metric = metric, Allocation = new Allocation { Floor = floor, EveryMinutes = everyMinutes } };

        new ExperimentBook().Define(new ExperimentDefinition(Two(), plan)).ShouldNotBeNull().ShouldStartWith(fault);
    }

    [Fact]
    public void An_allocation_stands_in_the_definition()
    {
        var json = ExperimentJson.Write(_first);

        json.ShouldContain("""allocation":{"policy":"thompson","floor":0.05,"every_minutes":60}""");
        ExperimentJson.Parse(Encoding.UTF8.GetBytes(json)).Plan.Allocation.ShouldBe(new Allocation());
    }

    /// <summary>Rounds of new users, with the shares made anew after each.</summary>
    private static (List<ExperimentDefinition> Versions, FeedbackLedger Ledger) Play(int seed, int rounds, double controlRate, double armRate)
    {
        var (ledger, random) = (new FeedbackLedger(new FeedbackOptions()), new Random(seed));
        var versions = new List<ExperimentDefinition> { _first };
        for (var round = 0; round < rounds; round++)
        {
            Round(ledger, versions[^1], seed, UsersAVersion, random, controlRate, armRate, round * UsersAVersion);
            if (AdaptiveAllocation.Next(versions, Tallies(ledger)) is { } next)
            {
                versions.Add(next);
            }
        }

        return (versions, ledger);
    }

    private static void Round(
        FeedbackLedger ledger, ExperimentDefinition definition, int seed, int users, Random random, double controlRate, double armRate, int first = 0)
    {
        for (var user = first; user < first + users; user++)
        {
            var unit = $"s{seed}-u{user}";
            var arm = ledger.Enrol(definition.Experiment, unit, user);
            ledger.Serve(unit, List(unit), Surface.Recommendations, StartMs, [Id]);
            ledger.Expose(unit, List(unit), [Item("i1")], StartMs, NothingBefore);
            if (random.NextDouble() < (arm == 0 ? controlRate : armRate))
            {
                ledger.Act(unit, new ItemAction(FeedbackAction.Purchase, Item("i1"), List(unit), StartMs), NothingBefore);
            }
        }
    }

    private static IReadOnlyList<ArmTally> Tallies(FeedbackLedger ledger) => FeedbackTally.Of(ledger, Id, StartMs + (8L * 86_400_000));
}
