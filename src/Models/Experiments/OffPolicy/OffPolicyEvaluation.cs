namespace StreamReco.Models.Experiments.OffPolicy;

/// <summary>An estimate of a policy's mean reward.</summary>
/// <param name="Name">The estimator.</param>
/// <param name="Value">Reward a decision.</param>
/// <param name="Error">Its standard error, over units.</param>
public readonly record struct PolicyEstimate(string Name, double Value, double Error);

/// <summary>How well a log supports a policy.</summary>
/// <param name="MeanWeight">1 in expectation.</param>
/// <param name="MeanWeightError">Its standard error, over units.</param>
/// <param name="MaxWeight">The heaviest decision.</param>
/// <param name="EffectiveSize">Decisions of equal weight that say as much: (Σw)² / Σw².</param>
/// <param name="Unsupported">Share of the policy's choices that the log never made.</param>
public readonly record struct LogSupport(
    double MeanWeight, double MeanWeightError, double MaxWeight, double EffectiveSize, double Unsupported);

/// <summary>What a log says about a policy that it was not made by.</summary>
/// <param name="Logged">The mean reward of the policy that made the log.</param>
/// <param name="Support">How well the log supports the other one.</param>
/// <param name="Withheld">Why no estimate is given, or null.</param>
/// <param name="Estimates">One of each estimator; empty if withheld.</param>
public sealed record OffPolicyResult(
    PolicyEstimate Logged, LogSupport Support, string? Withheld, IReadOnlyList<PolicyEstimate> Estimates);

/// <summary>
/// Judges a policy by the log of another one: inverse propensity score, clipped, self-normalized (Swaminathan and Joachims
/// 2015), direct method, doubly robust (Dudík, Langford and Li 2011) and self-normalized doubly robust. Errors are those of the
/// influence functions, summed by unit.
/// </summary>
public static class OffPolicyEvaluation
{
    private const double ClipAt = 10;
    private const double EffectiveSizeMin = 100;
    private const double MeanWeightErrorsMax = 3;
    private const double UnsupportedMax = 0.05;

    /// <summary>Evaluates a policy.</summary>
    /// <param name="log">The decisions; their units should be numbered from 0 in the order of the log.</param>
    /// <param name="target">The policy.</param>
    /// <exception cref="ArgumentException">The log is empty, or log or policy are not as they should be.</exception>
    public static OffPolicyResult Evaluate(DecisionLog log, TargetPolicy target)
    {
        log.Check();
        target.Check();
        if (log.Decisions.Count == 0 || target.Shares.Length != log.Positions || target.Shares.Any(row => row.Length != log.Actions))
        {
            throw new ArgumentException($"A log of {log.Decisions.Count} decisions, {log.Actions} items and {log.Positions} positions needs a policy of as many positions and items.");
        }

        var weighed = new WeighedLog(log, target);
        var logged = weighed.Mean("logged", decision => decision.Reward);
        var support = SupportOf(weighed, log, target);
        var withheld = WhyWithheld(support);
        return new OffPolicyResult(logged, support, withheld, withheld is null ? Estimates(weighed, log, target) : []);
    }

    private static List<PolicyEstimate> Estimates(WeighedLog weighed, DecisionLog log, TargetPolicy target)
    {
        var means = ItemMeans.Fit(log);
        double Direct(LoggedDecision decision) => means.Of(decision.Unit, target.Shares[decision.Position]);
        double Residual(LoggedDecision decision) => decision.Reward - means.Of(decision.Unit, decision.Action);
        return
        [
            weighed.Weighted("IPS", decision => decision.Reward, weight => weight),
            weighed.Weighted("clipped IPS", decision => decision.Reward, weight => Math.Min(weight, ClipAt)),
            weighed.SelfNormalized("SNIPS", decision => decision.Reward, _ => 0),
            weighed.Mean("DM", Direct),
            weighed.Weighted("DR", Residual, weight => weight, Direct),
            weighed.SelfNormalized("SNDR", Residual, Direct),
        ];
    }

    private static LogSupport SupportOf(WeighedLog weighed, DecisionLog log, TargetPolicy target)
    {
        var mean = weighed.Weighted("weight", _ => 1, weight => weight);
        return new LogSupport(mean.Value, mean.Error, weighed.Max, weighed.EffectiveSize, Unsupported(log, target));
    }

    /// <summary>Positions count by their decisions, as in the estimates.</summary>
    private static double Unsupported(DecisionLog log, TargetPolicy target)
    {
        var seen = new bool[log.Positions, log.Actions];
        var counts = new double[log.Positions];
        foreach (var decision in log.Decisions)
        {
            seen[decision.Position, decision.Action] = true;
            counts[decision.Position]++;
        }

        return Enumerable.Range(0, log.Positions).Sum(position => counts[position] / log.Decisions.Count
            * Enumerable.Range(0, log.Actions).Where(action => !seen[position, action]).Sum(action => target.Shares[position][action]));
    }

    private static string? WhyWithheld(in LogSupport support) =>
        support.EffectiveSize < EffectiveSizeMin
            ? FormattableString.Invariant($"the weights leave {support.EffectiveSize:0} decisions' worth of information, {EffectiveSizeMin} are needed")
        : support.Unsupported > UnsupportedMax
            ? FormattableString.Invariant($"the log never made {support.Unsupported:0.0%} of the policy's choices, {UnsupportedMax:0%} are allowed")
        : Math.Abs(support.MeanWeight - 1) > MeanWeightErrorsMax * support.MeanWeightError
            ? FormattableString.Invariant($"the mean weight is {support.MeanWeight:0.000} ± {support.MeanWeightError:0.000} and should be 1: the propensities in the log are wrong, or not of this policy")
        : null;
}
