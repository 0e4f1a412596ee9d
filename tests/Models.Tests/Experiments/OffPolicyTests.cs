using StreamReco.Models.Experiments.OffPolicy;

namespace StreamReco.Models.Tests.Experiments;

/// <summary>On synthetic logs whose truth is known.</summary>
public sealed class OffPolicyTests
{
    private const int Actions = 12;
    private const int Positions = 2;

    [Fact]
    public void The_truth_of_another_policy_is_found_within_the_stated_errors()
    {
        const int Runs = 300;
        var (rates, behaviour, target) = (Rates(1), Policy(2), Policy(3));
        var truth = Value(rates, target);
        var sums = new Dictionary<string, (double Bias, double Square, int Held)>(StringComparer.Ordinal);
        for (var run = 0; run < Runs; run++)
        {
            foreach (var estimate in OffPolicyEvaluation.Evaluate(Log(1_000 + run, 3_000, rates, behaviour), target).Estimates)
            {
                var off = estimate.Value - truth;
                var (bias, square, held) = sums.GetValueOrDefault(estimate.Name);
                sums[estimate.Name] = (bias + off, square + (off * off), held + (Math.Abs(off) < 1.96 * estimate.Error ? 1 : 0));
            }
        }

        foreach (var name in (string[])["IPS", "SNIPS", "DR", "SNDR"])
        {
            var (bias, square, held) = sums[name];
            Math.Abs(bias / Runs).ShouldBeLessThan(2.5 * Math.Sqrt(square / Runs / Runs), name);
            held.ShouldBeGreaterThanOrEqualTo((int)(0.92 * Runs), name);
        }

        sums["DR"].Square.ShouldBeLessThanOrEqualTo(sums["IPS"].Square);
    }

    [Fact]
    public void Doubly_robust_is_right_where_the_expected_rewards_are_right_and_the_propensities_are_not()
    {
        var (rates, behaviour, target) = (Rates(1), Policy(2), Policy(3));
        var log = Log(4, 60_000, rates, behaviour);
        var wrong = log with
        {
            Decisions = [.. log.Decisions.Select(decision => decision with { Propensity = Math.Min(1, decision.Propensity * (decision.Action % 2 == 0 ? 1.3 : 0.8)) })],
        };
        var truth = Value(rates, target);
        var result = OffPolicyEvaluation.Evaluate(wrong, target);

        result.Withheld.ShouldNotBeNull().ShouldContain("mean weight");
        var right = OffPolicyEvaluation.Evaluate(log, target).Estimates.Single(estimate => estimate.Name == "DR");
        Math.Abs(right.Value - truth).ShouldBeLessThan(3 * right.Error);
    }

    /// <summary>Rewards are of items alone, so that the model of rewards is right; propensities are wrong and yet have a mean weight of 1.</summary>
    [Fact]
    public void Doubly_robust_is_right_under_wrong_propensities_that_the_mean_weight_does_not_show()
    {
        double[] rates = [.. Enumerable.Range(0, Actions).Select(action => action % 2 == 0 ? 0.3 : 0.05)];
        var (behaviour, target) = (Policy(2), Policy(3));
        var log = Log(9, 60_000, rates, behaviour);
        var even = target.Shares.Average(row => row.Where((_, action) => action % 2 == 0).Sum());
        var odd = (1 - (1.3 * even)) / (1 - even);
        var wrong = log with
        {
            Decisions = [.. log.Decisions.Select(decision => decision with { Propensity = decision.Propensity / (decision.Action % 2 == 0 ? 1.3 : odd) })],
        };
        var (truth, result) = (Value(rates, target), OffPolicyEvaluation.Evaluate(wrong, target));

        result.Withheld.ShouldBeNull();
        var (ips, robust) = (result.Estimates.Single(one => one.Name == "IPS"), result.Estimates.Single(one => one.Name == "DR"));
        (ips.Value - truth).ShouldBeGreaterThan(5 * ips.Error, "the wrong propensities matter");
        Math.Abs(robust.Value - truth).ShouldBeLessThan(3 * robust.Error);
    }

    /// <summary>Rewards depend on the position too, which the model of rewards does not know.</summary>
    [Fact]
    public void Doubly_robust_is_right_under_a_wrong_model_of_rewards()
    {
        var (rates, behaviour, target) = (Rates(1), Policy(2), Policy(3));
        var random = new Random(10);
        var log = Log(11, 60_000, rates, behaviour);
        log = log with
        {
            Decisions = [.. log.Decisions.Select(decision => decision with
            {
                Reward = random.NextDouble() < (decision.Position == 0 ? rates[decision.Action] : rates[Actions - 1 - decision.Action]) ? 1 : 0,
            })],
        };
        var truth = ((target.Shares[0].Zip(rates, (share, rate) => share * rate).Sum()
            + target.Shares[1].Zip(rates.AsEnumerable().Reverse(), (share, rate) => share * rate).Sum())) / 2;
        var robust = OffPolicyEvaluation.Evaluate(log, target).Estimates.Single(one => one.Name == "DR");

        Math.Abs(robust.Value - truth).ShouldBeLessThan(3 * robust.Error);
    }

    [Fact]
    public void A_log_that_cannot_support_the_policy_gives_no_figure()
    {
        var rates = Rates(1);
        var narrow = new TargetPolicy([.. Enumerable.Range(0, Positions).Select(_ => Enumerable.Range(0, Actions).Select(action => action < 2 ? 0.5 : 0).ToArray())]);

        var unsupported = OffPolicyEvaluation.Evaluate(Log(5, 2_000, rates, narrow), TargetPolicy.Uniform(Actions, Positions));
        var small = OffPolicyEvaluation.Evaluate(Log(6, 40, rates, Policy(2)), Policy(3));

        unsupported.Withheld.ShouldNotBeNull().ShouldContain("never made 83.3%");
        unsupported.Estimates.ShouldBeEmpty();
        small.Withheld.ShouldNotBeNull().ShouldContain("decisions' worth of information");
    }

    [Fact]
    public void The_policy_that_made_the_log_gets_its_own_mean()
    {
        var policy = Policy(2);
        var result = OffPolicyEvaluation.Evaluate(Log(7, 5_000, Rates(1), policy), policy);

        result.Support.MeanWeight.ShouldBe(1, 1e-12);
        result.Support.EffectiveSize.ShouldBe(5_000, 1e-6);
        result.Estimates.Single(estimate => estimate.Name == "IPS").Value.ShouldBe(result.Logged.Value, 1e-12);
    }

    [Fact]
    public void What_the_estimators_rely_on_is_checked()
    {
        var log = Log(8, 10, Rates(1), Policy(2));
        DecisionLog With(LoggedDecision decision) => log with { Decisions = [decision] };

        Should.Throw<ArgumentException>(() => OffPolicyEvaluation.Evaluate(With(new(0, 0, 0, 0, 0)), Policy(3))).Message.ShouldContain("propensity 0");
        Should.Throw<ArgumentException>(() => OffPolicyEvaluation.Evaluate(With(new(0, Actions, 0, 0, 1)), Policy(3))).Message.ShouldContain($"{Actions} items");
        Should.Throw<ArgumentException>(() => OffPolicyEvaluation.Evaluate(log, new TargetPolicy([[0.5], [1]]))).Message.ShouldContain("add up to 0.5");
        Should.Throw<ArgumentException>(() => OffPolicyEvaluation.Evaluate(log with { Decisions = [] }, Policy(3))).Message.ShouldContain("0 decisions");
    }

    private static double[] Rates(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Actions).Select(_ => 0.02 + (0.2 * random.NextDouble()))];
    }

    private static TargetPolicy Policy(int seed)
    {
        var random = new Random(seed);
        return new TargetPolicy([.. Enumerable.Range(0, Positions).Select(_ => Row(random))]);
    }

    private static double[] Row(Random random)
    {
        var row = Enumerable.Range(0, Actions).Select(_ => 0.1 + random.NextDouble()).ToArray();
        var sum = row.Sum();
        return [.. row.Select(share => share / sum)];
    }

    private static double Value(double[] rates, TargetPolicy policy) =>
        policy.Shares.Average(row => row.Zip(rates, (share, rate) => share * rate).Sum());

    private static DecisionLog Log(int seed, int decisions, double[] rates, TargetPolicy policy)
    {
        var random = new Random(seed);
        return new DecisionLog(
            [.. Enumerable.Range(0, decisions).Select(i => Decide(random, i, i % Positions, rates, policy))], Actions, Positions);
    }

    private static LoggedDecision Decide(Random random, int unit, int position, double[] rates, TargetPolicy policy)
    {
        var row = policy.Shares[position];
        var (point, action) = (random.NextDouble(), 0);
        while (action < Actions - 1 && (row[action] == 0 || (point -= row[action]) >= 0))
        {
            action++;
        }

        return new LoggedDecision(unit, action, position, random.NextDouble() < rates[action] ? 1 : 0, row[action]);
    }
}
