namespace StreamReco.Models.Experiments.Statistics;

/// <summary>How many units an experiment of two equal arms needs under one way of looking at it.</summary>
/// <param name="Rule">How it is looked at.</param>
/// <param name="IsCuped">Whether what units did before is used.</param>
/// <param name="UnitsPerArm">Units of each arm.</param>
/// <param name="DetectableLift">The lift that as many units as these sums have would find, half of them an arm.</param>
public readonly record struct SizeLine(StopRule Rule, bool IsCuped, long UnitsPerArm, double DetectableLift);

/// <summary>The sizes of an experiment for every way of looking, from what units did before it.</summary>
/// <param name="Units">Units that it is planned from.</param>
/// <param name="Mean">Their metric.</param>
/// <param name="Variance">Its variance over units.</param>
/// <param name="Lines">A line for each way of looking, without and with the covariate where it explains something.</param>
public sealed record SizeTable(long Units, double Mean, double Variance, IReadOnlyList<SizeLine> Lines)
{
    /// <summary>Whether anything can be planned: units that differ, with a metric above 0.</summary>
    public bool IsUsable => Mean > 0 && Variance > 0;

    /// <summary>The sizes for a lift.</summary>
    /// <param name="sums">Of the units, all strata together.</param>
    /// <param name="lift">The smallest lift that matters, not 0.</param>
    /// <param name="alpha">Level, two-sided.</param>
    /// <param name="power">How likely the lift is to be found.</param>
    /// <returns>Without lines where nothing can be planned.</returns>
    public static SizeTable Of(in UnitSums sums, double lift, double alpha, double power)
    {
        var plain = ArmComparer.Compare(sums, sums);
        var left = ArmComparer.Compare(sums, sums, cuped: true).VarianceLeft;
        var table = new SizeTable(sums.Units, plain.Control.Value, plain.Control.Variance * sums.Units, []);
        double[] shares = left < 1 ? [1, left] : [1];
        return !table.IsUsable ? table : table with
        {
            Lines =
            [
                .. Enum.GetValues<StopRule>().SelectMany(rule => shares.Select(share => new SizeLine(
                    rule, share < 1, SamplePlan.UnitsPerArm(table.Mean, table.Variance, lift, rule, alpha, power, share),
                    SamplePlan.DetectableLift(table.Mean, table.Variance, Math.Max(2, table.Units / 2), rule, alpha, power, share)))),
            ],
        };
    }
}
