using System.Globalization;
using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>Where an arm stands beside a guardrail.</summary>
public enum GuardrailState
{
    /// <summary>One of the arms has less than <see cref="Guardrail.UnitsMin"/> matured units, or nothing was counted.</summary>
    NotEnough,

    /// <summary>Harm beyond the margin is not shown.</summary>
    Kept,

    /// <summary>The arm harms by more than the margin.</summary>
    Harmed,

    /// <summary>The sample ratio is wrong, so that no comparison is valid.</summary>
    NotValid,
}

/// <summary>An arm beside a guardrail.</summary>
/// <param name="Guardrail">The guardrail.</param>
/// <param name="Arm">The arm's name.</param>
/// <param name="Control">Matured units of the control.</param>
/// <param name="Units">Matured units of the arm.</param>
/// <param name="Lift">The difference as a share of the control; NaN without units.</param>
/// <param name="CorrectedP">
/// How likely such harm is for an arm that keeps the margin, over all looks so far and corrected for the number of guardrails and
/// arms (Holm); 1 while nothing can be said.
/// </param>
/// <param name="State">What follows.</param>
public sealed record GuardrailFigures(
    Guardrail Guardrail, string Arm, long Control, long Units, double Lift, double CorrectedP, GuardrailState State)
{
    /// <summary>The same in words, without the metric's name.</summary>
    public string Says(string metric) => State switch
    {
        GuardrailState.NotEnough => string.Create(CultureInfo.InvariantCulture,
            $"{Arm}: {metric} is not judged before both arms have {Guardrail.UnitsMin} matured users ({Control:N0} and {Units:N0} so far)."),
        GuardrailState.NotValid => $"{Arm}: {metric} is not judged while the sample ratio is wrong.",
        _ => string.Create(CultureInfo.InvariantCulture,
            $"{Arm}: {metric} {Lift:+0.0%;-0.0%} beside the control ({Control:N0} and {Units:N0} users), {(State == GuardrailState.Harmed ? "beyond" : "not shown to be beyond")} the margin of {Guardrail.Margin:0.0#%}: p {CorrectedP:0.####}, level {Guardrail.Level:0.####}."),
    };
}

/// <summary>
/// Holds arms against guardrails, at any time and as often as one likes: one-sided confidence sequences of lifts, corrected by
/// Holm over guardrails and arms. Figures are of matured units, as those of verdicts.
/// </summary>
public static class GuardrailCheck
{
    /// <summary>Units at which the sequence is narrowest where the plan says none: harm of some per cent shows by then.</summary>
    private const long TunedUnits = 20_000;

    /// <summary>Every arm beside every guardrail of the newest version; empty without guardrails.</summary>
    /// <param name="versions">All versions of the experiment, the first one first; at least one.</param>
    /// <param name="tallies">Of all shards together, see <see cref="FeedbackTally.Merge"/>.</param>
    public static IReadOnlyList<GuardrailFigures> Of(IReadOnlyList<ExperimentDefinition> versions, IReadOnlyList<ArmTally> tallies)
    {
        var newest = versions[^1];
        if (newest.Plan.Guardrails is not { Count: > 0 } guardrails)
        {
            return [];
        }

        var isOff = ExperimentReport.RatioOf(versions, tallies) < SampleRatio.Level;
        var cases =
            (from guardrail in guardrails
             from arm in Enumerable.Range(1, newest.Experiment.Arms.Count - 1)
             select Compare(newest, guardrail, arm, tallies)).ToArray();
        var corrected = MultipleComparisons.Holm([.. cases.Select(one => one.CorrectedP)]);
        return [.. cases.Select((one, i) => one with { CorrectedP = corrected[i], State = StateOf(one, corrected[i], isOff) })];
    }

    private static GuardrailState StateOf(GuardrailFigures one, double correctedP, bool isOff) =>
        one.State == GuardrailState.NotEnough ? GuardrailState.NotEnough
        : isOff ? GuardrailState.NotValid
        : correctedP <= one.Guardrail.Level ? GuardrailState.Harmed : GuardrailState.Kept;

    /// <summary>An arm beside a guardrail, not corrected yet.</summary>
    private static GuardrailFigures Compare(
        ExperimentDefinition definition, Guardrail guardrail, int arm, IReadOnlyList<ArmTally> tallies)
    {
        var name = definition.Experiment.Arms[arm].Name;
        var strata = ExperimentReport.Strata(tallies, arm, guardrail.Metric);
        var (control, units) = (strata.Sum(one => one.Control.Units), strata.Sum(one => one.Arm.Units));
        if (strata.Length == 0)
        {
            return new GuardrailFigures(guardrail, name, control, units, double.NaN, 1, GuardrailState.NotEnough);
        }

        var compared = ArmComparer.Compare(
            [.. strata.Select(one => one.Control)], [.. strata.Select(one => one.Arm)], cuped: true);
        var z = Beyond(guardrail, compared);
        if (!double.IsFinite(z) || Math.Min(control, units) < Guardrail.UnitsMin)
        {
            return new GuardrailFigures(guardrail, name, control, units, compared.Lift, 1, GuardrailState.NotEnough);
        }

        var planned = definition.Plan.PlannedUnits > 0 ? definition.Plan.PlannedUnits : TunedUnits;
        var p = ConfidenceSequence.PValueAbove(z, compared.Units, planned, guardrail.Level);
        return new GuardrailFigures(guardrail, name, control, units, compared.Lift, p, GuardrailState.Kept);
    }

    /// <summary>
    /// Standard errors between the arm and the control moved by the margin, above 0 for harm. Of the difference, not of the lift: the
    /// lift of an arm in which nothing happens has no error.
    /// </summary>
    private static double Beyond(Guardrail guardrail, in ArmComparison compared)
    {
        var sign = guardrail.Direction == HarmDirection.Decrease ? -1 : 1;
        var borne = 1 + (sign * guardrail.Margin);
        return sign * (compared.Treatment.Value - (borne * compared.Control.Value))
            / Math.Sqrt(compared.Treatment.Variance + (borne * borne * compared.Control.Variance));
    }
}
