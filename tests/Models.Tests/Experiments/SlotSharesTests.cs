using StreamReco.Models.Experiments.Bandits;
using StreamReco.Models.Experiments.OffPolicy;

namespace StreamReco.Models.Tests.Experiments;

/// <summary>How likely an item is drawn for an explored place, and what such a log says of other policies.</summary>
public sealed class SlotSharesTests
{
    private const double Share = 0.5;
    private const double Floor = 0.1;

    /// <summary>Of the ranked item, then of those that are tried.</summary>
    private static readonly double[] _rates = [0.08, 0.02, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12, 0.16];

    [Fact]
    public void Shares_add_up_to_one_and_alike_items_have_alike_shares_of_which_none_is_below_the_floor()
    {
        SlotShares.Of([default], default, Floor).ShouldBe([1], 1e-12);
        SlotShares.Of([default, default, default, default], new SlotSum(100, 3), Floor).ShouldBe([0.25, 0.25, 0.25, 0.25], 1e-12);
        var shares = SlotShares.Of([new(50, 10), new(50, 10), new(500, 5), default], new SlotSum(600, 25), Floor);

        shares.Sum().ShouldBe(1, 1e-12);
        shares[0].ShouldBe(shares[1]);
        shares.ShouldAllBe(share => share >= (Floor / 4) - 1e-12);
        (shares[2] < shares[3] && shares[3] < shares[0]).ShouldBeTrue("what is known to be bad, then what is not known, then what is good");
    }

    [Theory]
    [InlineData(900, 1_000, 0.992)]
    [InlineData(9_000, 9_000, 0.5)]
    [InlineData(0, 3, 0.99)]
    public void The_share_of_the_better_of_two_is_about_what_a_normal_comparison_says(long first, long second, double expected) =>
        SlotShares.Of([new(10_000, first), new(10_000, second)], new SlotSum(20_000, first + second), 0)[1].ShouldBe(expected, 0.03);

    /// <summary>The bits that the same steps give in another language, on another CPU: a replay there draws the same items.</summary>
    [Fact]
    public void Shares_have_the_same_bits_on_each_machine() =>
        SlotShares.Of([default, new(10, 3), new(10, 3), new(200, 2), new(57, 11), default], new SlotSum(277, 19), Floor)
            .Select(BitConverter.DoubleToUInt64Bits).ShouldBe(
            [
                0x3faca69ddb1e2472, 0x3fd0dd3c6ee2cb47, 0x3fd0dd3c6ee2cb47, 0x3f9111115bba7c38, 0x3fd60ace95b73894, 0x3faca69ddb1e2472,
            ]);

    [Fact]
    public void Sums_forget_what_is_taken_away_and_who_holds_earlier_ones_keeps_them()
    {
        var before = SlotSums.None.Plus(7, new(1, 0)).Plus(7, new(0, 1)).Plus(9, new(1, 0));
        var after = before.Plus(7, new(-1, -1));

        (before.Count, before.Of(7), before.All).ShouldBe((2, new SlotSum(1, 1), new SlotSum(2, 1)));
        (after.Count, after.Of(7), after.All).ShouldBe((1, default(SlotSum), new SlotSum(1, 0)));
    }

    /// <summary>The log's own propensities, of draws that followed what was clicked, find what all items alike would have brought.</summary>
    [Fact]
    public void The_truth_of_another_policy_is_found_in_a_log_of_a_place_that_learned()
    {
        const int Runs = 60;
        var (target, truth, random) = (TargetPolicy.Uniform(_rates.Length, 1), _rates.Average(), new Random(11));
        var found = new Dictionary<string, List<(double Off, double Error)>>(StringComparer.Ordinal);
        var best = 0.0;
        for (var run = 0; run < Runs; run++)
        {
            var log = Log(random, 4_000);
            best += log.Decisions.Skip(2_000).Count(decision => decision.Action == _rates.Length - 1) / (2_000 * Share);
            var result = OffPolicyEvaluation.Evaluate(log, target);
            foreach (var estimate in result.Estimates)
            {
                found.TryAdd(estimate.Name, []);
                found[estimate.Name].Add((estimate.Value - truth, estimate.Error));
            }
        }

        (best / Runs).ShouldBeGreaterThan(2.0 / (_rates.Length - 1), "the best item is tried more often than its part");
        foreach (var name in (string[])["IPS", "SNIPS", "DR"])
        {
            var offs = found[name];
            var error = Math.Sqrt(offs.Sum(one => one.Off * one.Off)) / Runs;
            Math.Abs(offs.Average(one => one.Off)).ShouldBeLessThan(2.5 * error, name);
            offs.Count(one => Math.Abs(one.Off) < 1.96 * one.Error).ShouldBeGreaterThanOrEqualTo((int)(0.88 * Runs), name); // 93 % less 1.5 standard errors
        }
    }

    /// <summary>Half of the lists try an item; what is known is looked at every ten lists.</summary>
    private static DecisionLog Log(Random random, int lists)
    {
        var (sums, decisions, tried) = (SlotSums.None, new List<LoggedDecision>(), _rates.Length - 1);
        double[] shares = [];
        for (var list = 0; list < lists; list++)
        {
            if (list % 10 == 0)
            {
                shares = SlotShares.Of([.. Enumerable.Range(1, tried).Select(item => sums.Of((uint)item))], sums.All, Floor);
            }

            var (item, propensity) = Draw(random.NextDouble(), shares);
            var isClicked = random.NextDouble() < _rates[item];
            sums = item == 0 ? sums : sums.Plus((uint)item, new SlotSum(1, isClicked ? 1 : 0));
            decisions.Add(new LoggedDecision(list, item, 0, isClicked ? 1 : 0, propensity));
        }

        return new DecisionLog(decisions, _rates.Length, 1);
    }

    private static (int Item, double Propensity) Draw(double drawn, double[] shares)
    {
        if (drawn >= Share)
        {
            return (0, 1 - Share);
        }

        var (place, left) = (0, (drawn / Share) - shares[0]);
        while (left >= 0 && place + 1 < shares.Length)
        {
            left -= shares[++place];
        }

        return (place + 1, Share * shares[place]);
    }
}
