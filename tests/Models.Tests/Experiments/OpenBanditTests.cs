using System.Globalization;
using StreamReco.Models.Experiments.OffPolicy;
using StreamReco.TestKit;

namespace StreamReco.Models.Tests.Experiments;

/// <summary>On the small Open Bandit Dataset (Saito, Aihara, Matsutani and Narita, NeurIPS 2021): recorded figures.</summary>
public sealed class OpenBanditTests
{
    private const int Positions = 3;

    [SharedDataFact("bandit")]
    public void A_log_of_thompson_sampling_judges_the_uniform_policy_for_men()
    {
        var result = OffPolicyEvaluation.Evaluate(Log("bts", "men", 34), TargetPolicy.Uniform(34, Positions));

        result.Withheld.ShouldBeNull();
        result.Support.MeanWeight.ShouldBe(0.943, 0.001);
        result.Support.MaxWeight.ShouldBe(178, 1);
        result.Support.EffectiveSize.ShouldBe(656, 1);
        Estimate(result, "IPS").ShouldBe(0.00301, 0.00001);
        Estimate(result, "SNIPS").ShouldBe(0.00319, 0.00001);
        Estimate(result, "DR").ShouldBe(0.0031, 0.0003); // depends on the folds
    }

    [SharedDataFact("bandit")]
    public void The_log_whose_weights_explode_is_withheld()
    {
        var result = OffPolicyEvaluation.Evaluate(Log("bts", "women", 46), TargetPolicy.Uniform(46, Positions));

        result.Withheld.ShouldNotBeNull();
        result.Estimates.ShouldBeEmpty();
        result.Support.MeanWeight.ShouldBe(3.13, 0.01);
        result.Support.MaxWeight.ShouldBe(21_739, 1);
        result.Support.EffectiveSize.ShouldBe(2, 0.5);
    }

    [SharedDataFact("bandit")]
    public void A_uniform_log_judges_thompson_sampling_for_men()
    {
        var result = OffPolicyEvaluation.Evaluate(Log("random", "men", 34), ThompsonPolicy("men", draws: 20_000));

        result.Withheld.ShouldBeNull();
        result.Support.MeanWeight.ShouldBe(0.984, 0.01);
        result.Support.EffectiveSize.ShouldBe(2_486, 50);
        Estimate(result, "IPS").ShouldBe(0.00459, 0.0003);
        Estimate(result, "SNIPS").ShouldBe(0.00466, 0.0003);
    }

    private static double Estimate(OffPolicyResult result, string name) => result.Estimates.Single(estimate => estimate.Name == name).Value;

    private static DecisionLog Log(string policy, string campaign, int actions)
    {
        var decisions = File.ReadLines(SharedFolder.Data("bandit", "obd", policy, campaign, $"{campaign}.csv")).Skip(1)
            .Select((line, i) => Decision(line.Split(','), i)).ToList();
        return new DecisionLog(decisions, actions, Positions);
    }

    private static LoggedDecision Decision(string[] columns, int unit) => new(
        unit, int.Parse(columns[2], CultureInfo.InvariantCulture), int.Parse(columns[3], CultureInfo.InvariantCulture) - 1,
        double.Parse(columns[4], CultureInfo.InvariantCulture), double.Parse(columns[5], CultureInfo.InvariantCulture));

    /// <summary>How often an item is drawn at a position: the three best of a draw from each item's posterior.</summary>
    private static TargetPolicy ThompsonPolicy(string campaign, int draws)
    {
        var (alpha, beta) = (Parameters(campaign, "alpha"), Parameters(campaign, "beta"));
        var random = new Random(51);
        var shares = Enumerable.Range(0, Positions).Select(_ => new double[alpha.Length]).ToArray();
        for (var draw = 0; draw < draws; draw++)
        {
            var best = alpha.Zip(beta, (a, b) => Beta(random, a, b)).Select((value, item) => (value, item)).OrderDescending().ToArray();
            for (var position = 0; position < Positions; position++)
            {
                shares[position][best[position].item] += 1.0 / draws;
            }
        }

        return new TargetPolicy(shares);
    }

    private static double[] Parameters(string campaign, string name) =>
    [
        .. File.ReadLines(SharedFolder.Data("bandit", "obd", "prior_bts.yaml"))
            .SkipWhile(line => line != $"{campaign}:").SkipWhile(line => line.Trim() != $"{name}:").Skip(1)
            .TakeWhile(line => line.Trim().StartsWith('-')).Select(line => double.Parse(line.Trim()[1..], CultureInfo.InvariantCulture)),
    ];

    private static double Beta(Random random, double a, double b)
    {
        var (x, y) = (Gamma(random, a), Gamma(random, b));
        return x / (x + y);
    }

    /// <summary>Marsaglia and Tsang 2000; shapes of at least 1.</summary>
    private static double Gamma(Random random, double shape)
    {
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var v = Math.Pow(1 + (c * normal), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * normal * normal) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }
}
