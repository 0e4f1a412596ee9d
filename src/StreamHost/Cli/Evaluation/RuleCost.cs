using System.Globalization;
using StreamReco.Models.Evaluation;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>What a rule costs: the mean of what the same predictions are worth without it less what they are worth with all.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="HitRate">HR@20.</param>
/// <param name="ReciprocalRank">MRR@20.</param>
internal sealed record RuleCost(string Rule, Interval HitRate, Interval ReciprocalRank)
{
    private const int Seed = 1;

    /// <summary>Compares prediction by prediction, so that what is alike on both sides makes no interval wide.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="without">Ranks without the rule; 0 for a miss.</param>
    /// <param name="all">Ranks with all rules.</param>
    /// <param name="sessions">The session of each prediction.</param>
    public static RuleCost Of(string rule, int[] without, int[] all, int[] sessions) => new(
        rule,
        Difference(without, all, sessions, static rank => rank is > 0 and <= RankingMetrics.CutoffMax ? 1 : 0),
        Difference(without, all, sessions, static rank => rank is > 0 and <= RankingMetrics.CutoffMax ? 1.0 / rank : 0));

    public override string ToString() =>
        $"cost    {Rule}: {Text("HR@20", HitRate)}, {Text("MRR@20", ReciprocalRank)} points";

    private static string Text(string metric, Interval cost) => string.Create(
        CultureInfo.InvariantCulture, $"{metric} {cost.Mean * 100:0.00} ({cost.Low * 100:0.00} to {cost.High * 100:0.00})");

    private static Interval Difference(int[] without, int[] all, int[] sessions, Func<int, double> gain) =>
        Bootstrap.Of([.. without.Select((rank, i) => gain(rank) - gain(all[i]))], sessions, Seed);
}
