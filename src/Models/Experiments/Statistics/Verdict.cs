using System.Globalization;

namespace StreamReco.Models.Experiments.Statistics;

/// <summary>What an experiment says about an arm.</summary>
public enum VerdictKind
{
    /// <summary>The arm is better than the control.</summary>
    Better,

    /// <summary>The arm is worse than the control.</summary>
    Worse,

    /// <summary>Whatever the difference is, it is smaller than what matters.</summary>
    NoDifference,

    /// <summary>Neither: more units are needed.</summary>
    NotEnough,

    /// <summary>The comparison itself is not valid.</summary>
    NotValid,
}

/// <summary>A verdict with its reason.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">One sentence for a reader, with the figures.</param>
public sealed record Verdict(VerdictKind Kind, string Text)
{
    /// <summary>Judges an arm.</summary>
    /// <param name="arm">Its name.</param>
    /// <param name="comparison">Beside the control.</param>
    /// <param name="multiplier">Standard errors on each side, of the stop rule, corrected for the number of arms.</param>
    /// <param name="margin">The smallest lift that matters, above 0.</param>
    /// <param name="ratioP">
    /// Of <see cref="SampleRatio"/>: below its level no verdict is given; whatever the figures say, units were lost on one side.
    /// </param>
    public static Verdict Of(string arm, in ArmComparison comparison, double multiplier, double margin, double ratioP)
    {
        if (ratioP < SampleRatio.Level)
        {
            return new Verdict(VerdictKind.NotValid, string.Create(
                CultureInfo.InvariantCulture,
                $"{arm}: not valid because the arms do not have the numbers of units that their ranges say (p = {ratioP:0.0e+0}): find where units are lost."));
        }

        var (low, high) = comparison.LiftInterval(multiplier);
        var interval = string.Create(CultureInfo.InvariantCulture, $"lift {comparison.Lift:+0.0%;-0.0%}, interval {low:+0.0%;-0.0%} to {high:+0.0%;-0.0%}");
        return WhatIsMissing(arm, comparison, multiplier, low) is { } missing ? new Verdict(VerdictKind.NotEnough, missing)
            : low > 0 ? new Verdict(VerdictKind.Better, $"{arm}: better than the control ({interval}).")
            : high < 0 ? new Verdict(VerdictKind.Worse, $"{arm}: worse than the control ({interval}).")
            : low > -margin && high < margin ? new Verdict(
                VerdictKind.NoDifference, string.Create(CultureInfo.InvariantCulture, $"{arm}: no difference larger than {margin:0.0%} ({interval})."))
            : new Verdict(VerdictKind.NotEnough, $"{arm}: not enough units yet ({interval}).");
    }

    /// <summary>Why there is no interval of the lift yet; null where there is one.</summary>
    private static string? WhatIsMissing(string arm, in ArmComparison comparison, double multiplier, double low)
    {
        var (control, treatment) = (comparison.Control, comparison.Treatment);
        return double.IsNaN(control.Variance) || double.IsNaN(treatment.Variance) ? $"{arm}: not enough: fewer than two units in an arm."
            : control.Value == 0 ? $"{arm}: cannot be judged yet: nothing was counted in {(treatment.Value == 0 ? "either arm" : "the control")}."
            : comparison.LiftError <= 0 ? $"{arm}: cannot be judged yet: nothing was counted in the arm, or all units of both arms did the same."
            : !double.IsFinite(low) ? string.Create(
                CultureInfo.InvariantCulture,
                $"{arm}: not enough units yet: the control is not surely above 0, for the {multiplier:0.0} standard errors that the plan asks for are {multiplier * control.Error / Math.Abs(control.Value):0%} of its figure; below 100% a lift can be told.")
            : null;
    }
}
