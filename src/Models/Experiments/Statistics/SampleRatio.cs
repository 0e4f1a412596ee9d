using StreamReco.Models.Experiments.Numerics;

namespace StreamReco.Models.Experiments.Statistics;

/// <summary>
/// Whether the arms have as many units as their ranges say. If not, units were lost or added on one side and no comparison is
/// valid (sample ratio mismatch: Fabijan et al., KDD 2019).
/// </summary>
public static class SampleRatio
{
    /// <summary>A mismatch is stated below this.</summary>
    public const double Level = 0.001;

    /// <summary>Pearson's χ² test of a single look.</summary>
    /// <param name="units">Units of each arm.</param>
    /// <param name="shares">The share of each arm, above 0; they are scaled to 1.</param>
    /// <returns>How likely counts at least this far off are; 1 without units.</returns>
    public static double PValue(ReadOnlySpan<long> units, ReadOnlySpan<double> shares)
    {
        var (count, whole) = Totals(units, shares);
        if (count == 0)
        {
            return 1;
        }

        var statistic = 0.0;
        for (var i = 0; i < units.Length; i++)
        {
            var expected = count * shares[i] / whole;
            statistic += (units[i] - expected) * (units[i] - expected) / expected;
        }

        return Gamma.Upper((units.Length - 1) / 2.0, statistic / 2);
    }

    /// <summary>
    /// The logarithm of the evidence against the shares, which may be looked at after every unit: mixture of multinomials with
    /// a Dirichlet prior around the shares (Lindon and Malek, NeurIPS 2022). Under the shares it exceeds ln(1 / level) with a
    /// probability of at most the level, at any time.
    /// </summary>
    /// <inheritdoc cref="PValue"/>
    public static double LogEvidence(ReadOnlySpan<long> units, ReadOnlySpan<double> shares)
    {
        // A prior worth this many units: differences of a few per cent are found soonest.
        const double Prior = 1_000;

        var (count, whole) = Totals(units, shares);
        var log = Gamma.Log(Prior) - Gamma.Log(Prior + count);
        for (var i = 0; i < units.Length; i++)
        {
            var share = shares[i] / whole;
            log += Gamma.Log((Prior * share) + units[i]) - Gamma.Log(Prior * share) - (units[i] * Math.Log(share));
        }

        return log;
    }

    /// <summary>Whether the evidence is beyond <see cref="Level"/> now.</summary>
    /// <inheritdoc cref="PValue"/>
    public static bool IsOff(ReadOnlySpan<long> units, ReadOnlySpan<double> shares) =>
        LogEvidence(units, shares) > -Math.Log(Level);

    /// <summary>
    /// The smallest loss of units in one of two equal arms that the χ² test finds with a power of 80 %, as a share of the arm:
    /// below it a clean test says nothing.
    /// </summary>
    /// <param name="units">Units of both arms.</param>
    public static double DetectableLoss(long units)
    {
        // z of the share of one arm is loss / 4 / sqrt(1/4 / n), to first order.
        const double Power = 0.8;
        return units == 0 ? 1 : Math.Min(1, 2 * (Normal.Quantile(1 - (Level / 2)) + Normal.Quantile(Power)) / Math.Sqrt(units));
    }

    private static (double Count, double Whole) Totals(ReadOnlySpan<long> units, ReadOnlySpan<double> shares)
    {
        if (units.Length != shares.Length || units.Length < 2)
        {
            throw new ArgumentException($"{units.Length} arms and {shares.Length} shares: give a share for each of at least two arms.", nameof(shares));
        }

        var (count, whole) = (0.0, 0.0);
        for (var i = 0; i < units.Length; i++)
        {
            if (!(shares[i] > 0))
            {
                throw new ArgumentException($"The share of arm {i + 1} is {shares[i]}; it is to be above 0.", nameof(shares));
            }

            count += units[i];
            whole += shares[i];
        }

        return (count, whole);
    }
}
