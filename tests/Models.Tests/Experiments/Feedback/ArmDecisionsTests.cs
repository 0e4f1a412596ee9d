using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.OffPolicy;
using static StreamReco.Models.Tests.Experiments.Feedback.FeedbackScene;

namespace StreamReco.Models.Tests.Experiments.Feedback;

/// <summary>An experiment as the log of a policy, on users whose truth is known.</summary>
public sealed class ArmDecisionsTests
{
    private const long EndMs = StartMs + (30L * 86_400_000);
    private const int Whole = ShareRange.Whole;

    private static readonly ExperimentDefinition[] _versions =
    [
        Definition(1, Whole / 2),
        Definition(2, Whole * 4 / 5), // shares that followed the success of the first arm
    ];

    [Fact]
    public void What_one_arm_for_everybody_would_have_brought_is_found_over_versions_of_different_shares()
    {
        var decisions = ArmDecisions.Of(_versions, ExperimentMetric.Conversion, [(Ledger(6_000, [0.3, 0.2]), EndMs)]);

        foreach (var (arm, truth) in new[] { (0, 0.3), (1, 0.2) })
        {
            var result = OffPolicyEvaluation.Evaluate(decisions.Log, decisions.Policy(_ => Only(arm)));

            result.Withheld.ShouldBeNull();
            result.Support.MeanWeight.ShouldBe(1, 0.05);
            foreach (var estimate in result.Estimates.Where(estimate => estimate.Name is "IPS" or "SNIPS" or "DR"))
            {
                Math.Abs(estimate.Value - truth).ShouldBeLessThan(3 * estimate.Error, estimate.Name);
                estimate.Error.ShouldBeLessThan(0.02);
            }
        }
    }

    [Fact]
    public void A_policy_that_chooses_by_segment_is_judged_by_the_units_of_each()
    {
        var ledger = Ledger(6_000, [0.3, 0.2], reversedIn: 1);
        var decisions = ArmDecisions.Of(_versions, ExperimentMetric.Conversion, [(ledger, EndMs)]);

        var best = OffPolicyEvaluation.Evaluate(decisions.Log, decisions.Policy(segment => Only(segment == 1 ? 1 : 0)));
        var worst = OffPolicyEvaluation.Evaluate(decisions.Log, decisions.Policy(segment => Only(segment == 1 ? 0 : 1)));

        decisions.Segments.ShouldBe([0, 1]);
        Math.Abs(Ips(best).Value - 0.3).ShouldBeLessThan(3 * Ips(best).Error);
        Math.Abs(Ips(worst).Value - 0.2).ShouldBeLessThan(3 * Ips(worst).Error);
    }

    [Fact]
    public void Each_list_of_a_unit_is_a_decision_and_errors_are_those_of_units()
    {
        var decisions = ArmDecisions.Of(_versions, ExperimentMetric.ClickThrough, [(Ledger(500, [0.3, 0.2], lists: 4), EndMs)]);
        var log = decisions.Log;

        log.Decisions.Count.ShouldBe(2_000);
        log.Decisions.GroupBy(decision => decision.Unit).ShouldAllBe(unit => unit.Count() == 4 && unit.Distinct().Count() == 1);
        log.Decisions.Select(decision => decision.Propensity).Distinct().Order().ShouldBe([0.2, 0.5, 0.8]);
    }

    [Fact]
    public void An_arm_that_nobody_was_drawn_into_gives_no_figure_and_units_that_have_not_matured_no_decision()
    {
        var ledger = Ledger(2_000, [0.3, 0.2]);
        var three = _versions[1] with
        {
            Experiment = _versions[1].Experiment with { Arms = [.. _versions[1].Experiment.Arms, new ExperimentArm("later", [])] },
        };
        var decisions = ArmDecisions.Of([_versions[0], three], ExperimentMetric.Conversion, [(ledger, EndMs)]);

        OffPolicyEvaluation.Evaluate(decisions.Log, decisions.Policy(_ => [0, 0.5, 0.5])).Withheld.ShouldNotBeNull().ShouldContain("never made 50.0%");
        ArmDecisions.Of(_versions, ExperimentMetric.Conversion, [(ledger, StartMs + 1_000)]).Log.Decisions.ShouldBeEmpty();
    }

    private static PolicyEstimate Ips(OffPolicyResult result) => result.Estimates.Single(estimate => estimate.Name == "IPS");

    private static double[] Only(int arm) => arm == 0 ? [1, 0] : [0, 1];

    /// <summary>Units who buy with the rate of their arm; the second half is drawn by the second version.</summary>
    private static FeedbackLedger Ledger(int units, double[] rates, int? reversedIn = null, int lists = 1)
    {
        var (ledger, random) = (new FeedbackLedger(new FeedbackOptions()), new Random(5));
        for (var unit = 0; unit < units; unit++)
        {
            var (name, segment) = ($"u{unit}", unit % 2);
            var arm = ledger.Enrol(_versions[unit < units / 2 ? 0 : 1].Experiment, name, unit, segment);
            var rate = rates[segment == reversedIn ? 1 - arm : arm];
            for (var i = 0; i < lists; i++)
            {
                var list = List($"{name}-{i}");
                ledger.Serve(name, list, Surface.Recommendations, StartMs, [Id]);
                ledger.Expose(name, list, [Item("i1")], StartMs, NothingBefore);
                if (random.NextDouble() < rate)
                {
                    ledger.Act(name, new ItemAction(FeedbackAction.Purchase, Item("i1"), list, StartMs), NothingBefore);
                    ledger.Act(name, new ItemAction(FeedbackAction.Click, Item("i1"), list, StartMs), NothingBefore);
                }
            }
        }

        return ledger;
    }

    private static ExperimentDefinition Definition(int version, int first) => new(
        new Experiment(Id, version, Salt(1),
            [new ExperimentArm("today", [new ShareRange(0, first)]), new ExperimentArm("new", [new ShareRange(first, Whole)])]),
        new ExperimentPlan());
}
