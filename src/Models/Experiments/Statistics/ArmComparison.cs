namespace StreamReco.Models.Experiments.Statistics;

/// <summary>An arm beside the control.</summary>
/// <param name="Control">The control's metric.</param>
/// <param name="Treatment">The arm's metric.</param>
/// <param name="Units">Units of both.</param>
/// <param name="Theta">The coefficient of the covariate (CUPED); 0 without one.</param>
/// <param name="VarianceLeft">The variance that the covariate leaves, as a share; 1 without one.</param>
public readonly record struct ArmComparison(
    ArmEstimate Control, ArmEstimate Treatment, long Units, double Theta, double VarianceLeft)
{
    /// <summary>Treatment - control.</summary>
    public double Difference => Treatment.Value - Control.Value;

    /// <summary>The standard error of the difference.</summary>
    public double Error => Math.Sqrt(Control.Variance + Treatment.Variance);

    /// <summary>The difference as a share of the control.</summary>
    public double Lift => Difference / Control.Value;

    /// <summary>The standard error of the lift (delta method).</summary>
    public double LiftError
    {
        get
        {
            var ratio = Treatment.Value / Control.Value;
            return Math.Sqrt(Treatment.Variance + (ratio * ratio * Control.Variance)) / Math.Abs(Control.Value);
        }
    }

    /// <summary>Standard errors between the difference and 0.</summary>
    public double Z => Difference / Error;

    /// <summary>The interval of the difference.</summary>
    /// <param name="multiplier">Standard errors on each side: of a fixed look, or of a plan that allows several.</param>
    public (double Low, double High) Interval(double multiplier) =>
        (Difference - (multiplier * Error), Difference + (multiplier * Error));

    /// <summary>
    /// The interval of the lift: those ratios of the arms that the figures do not contradict (Fieller 1954). It holds 0 exactly where the
    /// interval of the difference does, and has no ends while the control is not surely above 0.
    /// </summary>
    /// <param name="multiplier">As for the difference.</param>
    public (double Low, double High) LiftInterval(double multiplier)
    {
        var (control, treatment, squared) = (Control.Value, Treatment.Value, multiplier * multiplier);
        var scale = (control * control) - (squared * Control.Variance);
        if (!(scale > 0))
        {
            return (double.NegativeInfinity, double.PositiveInfinity);
        }

        var middle = treatment * control;
        var root = Math.Sqrt(Math.Max(0, (middle * middle) - (scale * ((treatment * treatment) - (squared * Treatment.Variance)))));
        return (((middle - root) / scale) - 1, ((middle + root) / scale) - 1);
    }
}

/// <summary>
/// Compares two arms from their sums. Strata (users with and without history, phases of changed weights) are compared each by
/// itself and put together by their share of all units: pooled raw, a change of weights looks like an effect (Simpson).
/// </summary>
public static class ArmComparer
{
    /// <summary>Compares without a covariate.</summary>
    /// <inheritdoc cref="Compare(ReadOnlySpan{UnitSums}, ReadOnlySpan{UnitSums}, bool)"/>
    public static ArmComparison Compare(in UnitSums control, in UnitSums treatment, bool cuped = false) =>
        Compare([control], [treatment], cuped);

    /// <summary>Compares stratum by stratum.</summary>
    /// <param name="control">The control's sums, a stratum each.</param>
    /// <param name="treatment">The arm's sums, the same strata.</param>
    /// <param name="cuped">
    /// Whether the metric before the first exposure is used as a covariate: y - θ (x - mean x), θ = cov(y, x) / var(x) over
    /// both arms (Deng, Xu, Kohavi and Walker, WSDM 2013).
    /// </param>
    /// <returns>NaN where a stratum has less than two units in an arm; no error where all units of both arms did the same.</returns>
    /// <exception cref="ArgumentException">The arms have not the same number of strata.</exception>
    public static ArmComparison Compare(ReadOnlySpan<UnitSums> control, ReadOnlySpan<UnitSums> treatment, bool cuped)
    {
        if (control.Length != treatment.Length || control.IsEmpty)
        {
            throw new ArgumentException($"{control.Length} strata of the control, {treatment.Length} of the arm.", nameof(treatment));
        }

        var (all, units) = (0.0, 0L);
        for (var i = 0; i < control.Length; i++)
        {
            all += (double)(control[i].N + treatment[i].N);
            units += control[i].Units + treatment[i].Units;
        }

        var (sumA, sumB) = (default(ArmEstimate), default(ArmEstimate));
        var (theta, plain, kept) = (0.0, 0.0, 0.0);
        for (var i = 0; i < control.Length; i++)
        {
            var share = (double)(control[i].N + treatment[i].N) / all;
            if (share == 0)
            {
                continue;
            }

            var (left, right) = (new LinearizedArm(control[i]), new LinearizedArm(treatment[i]));
            var (a, b) = (left.OrVarianceOf(right), right.OrVarianceOf(left));
            var coefficient = cuped ? Coefficient(a, b) : 0;
            var before = ((a.MeanBefore * a.Units) + (b.MeanBefore * b.Units)) / (a.Units + b.Units);
            var (adjustedA, adjustedB) = (Adjust(a, coefficient, before), Adjust(b, coefficient, before));
            sumA = Add(sumA, adjustedA, share);
            sumB = Add(sumB, adjustedB, share);
            theta += share * coefficient;
            plain += share * share * ((a.Variance / a.Units) + (b.Variance / b.Units));
            kept += share * share * (adjustedA.Variance + adjustedB.Variance);
        }

        return new ArmComparison(sumA, sumB, units, theta, cuped ? kept / plain : 1);
    }

    private static ArmEstimate Add(in ArmEstimate sum, in ArmEstimate stratum, double share) =>
        new(sum.Value + (share * stratum.Value), sum.Variance + (share * share * stratum.Variance));

    private static double Coefficient(in LinearizedArm a, in LinearizedArm b)
    {
        var spread = (a.Units * a.VarianceBefore) + (b.Units * b.VarianceBefore);
        return spread > 0 ? ((a.Units * a.Covariance) + (b.Units * b.Covariance)) / spread : 0;
    }

    private static ArmEstimate Adjust(in LinearizedArm arm, double theta, double meanBefore) => new(
        arm.Ratio - (theta * (arm.MeanBefore - meanBefore)),
        (arm.Variance - (2 * theta * arm.Covariance) + (theta * theta * arm.VarianceBefore)) / arm.Units);
}
