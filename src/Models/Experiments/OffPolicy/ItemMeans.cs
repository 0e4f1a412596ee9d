namespace StreamReco.Models.Experiments.OffPolicy;

/// <summary>
/// Expected rewards by item, from other decisions than those that they are used for (cross-fitting: Chernozhukov et al.,
/// 2018): the units are dealt into folds, and a fold's model is of the other folds.
/// </summary>
public sealed class ItemMeans
{
    private const int Folds = 3;

    private readonly double[][] _means;

    private ItemMeans(double[][] means) => _means = means;

    /// <summary>Fits by item, over all positions: clicks are too rare for more.</summary>
    public static ItemMeans Fit(DecisionLog log)
    {
        var (sums, counts) = (new double[Folds][], new double[Folds][]);
        for (var fold = 0; fold < Folds; fold++)
        {
            (sums[fold], counts[fold]) = (new double[log.Actions], new double[log.Actions]);
        }

        foreach (var decision in log.Decisions)
        {
            for (var fold = 0; fold < Folds; fold++)
            {
                if (fold != FoldOf(decision.Unit))
                {
                    sums[fold][decision.Action] += decision.Reward;
                    counts[fold][decision.Action]++;
                }
            }
        }

        return new ItemMeans([.. sums.Zip(counts, Means)]);
    }

    /// <summary>The expected reward of an item for a unit.</summary>
    public double Of(int unit, int action) => _means[FoldOf(unit)][action];

    /// <summary>The expected reward of a policy at a position for a unit.</summary>
    public double Of(int unit, double[] shares)
    {
        var (means, value) = (_means[FoldOf(unit)], 0.0);
        for (var action = 0; action < shares.Length; action++)
        {
            value += shares[action] * means[action];
        }

        return value;
    }

    private static double[] Means(double[] sums, double[] counts)
    {
        var all = counts.Sum();
        var mean = all > 0 ? sums.Sum() / all : 0;
        return [.. sums.Zip(counts, (sum, count) => count > 0 ? sum / count : mean)];
    }

    private static int FoldOf(int unit) => unit % Folds;
}
