using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>What arms are compared by.</summary>
public enum ExperimentMetric
{
    /// <summary>Clicks on items of seen lists, by lists that were seen.</summary>
    ClickThrough,

    /// <summary>Seen lists with a click, by lists that were seen: the online hit rate.</summary>
    HitRate,

    /// <summary>1 / place of a list's first click, by lists that were seen; summed in millionths.</summary>
    ReciprocalRank,

    /// <summary>Items put into the cart, by unit.</summary>
    Carts,

    /// <summary>Units that bought.</summary>
    Conversion,

    /// <summary>Revenue in minor units, capped, by unit.</summary>
    Revenue,

    /// <summary>Revenue in minor units, capped, by lists that were seen.</summary>
    RevenuePerList,
}

/// <summary>Metrics of a unit.</summary>
public static class ExperimentMetrics
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ExperimentMetric> All { get; } = Enum.GetValues<ExperimentMetric>();

    /// <summary>The last action that a metric waits for: its window says when nothing more can be credited.</summary>
    public static FeedbackAction LastActionOf(ExperimentMetric metric) => metric switch
    {
        ExperimentMetric.ClickThrough or ExperimentMetric.HitRate or ExperimentMetric.ReciprocalRank => FeedbackAction.Click,
        ExperimentMetric.Carts => FeedbackAction.Cart,
        _ => FeedbackAction.Purchase,
    };

    /// <summary>What 1 in the sums stands for, which are whole numbers: 1 / place of a click is counted in millionths.</summary>
    public static double ScaleOf(ExperimentMetric metric) => metric == ExperimentMetric.ReciprocalRank ? 1e-6 : 1;

    /// <summary>What a unit adds to the sums of its arm.</summary>
    /// <param name="enrolment">Its part in the experiment, with at least one list seen.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="revenueCap">Revenue that counts at most, minor units.</param>
    public static UnitTotals Of(Enrolment enrolment, ExperimentMetric metric, long revenueCap)
    {
        var (clicks, carts, purchases) = (FeedbackAction.Click, FeedbackAction.Cart, FeedbackAction.Purchase);
        var revenue = Math.Clamp(enrolment.Revenue, 0, revenueCap);
        return metric switch
        {
            ExperimentMetric.ClickThrough => new(enrolment.Credited(clicks), enrolment.Exposed, enrolment.Before(clicks)),
            ExperimentMetric.HitRate => new(enrolment.Hits, enrolment.Exposed, enrolment.Before(clicks)),
            ExperimentMetric.ReciprocalRank => new(enrolment.ReciprocalRanks, enrolment.Exposed, enrolment.Before(clicks)),
            ExperimentMetric.Carts => new(enrolment.Credited(carts), 1, enrolment.Before(carts)),
            ExperimentMetric.Conversion => new(Math.Min(enrolment.Credited(purchases), 1), 1, enrolment.Before(purchases)),
            ExperimentMetric.Revenue => new(revenue, 1, enrolment.Before(purchases)),
            _ => new(revenue, enrolment.Exposed, enrolment.Before(purchases)),
        };
    }
}
