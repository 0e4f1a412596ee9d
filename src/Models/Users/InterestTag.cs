namespace StreamReco.Models.Users;

/// <summary>A category and its decayed weight at a point of event time.</summary>
/// <param name="Tag">The category.</param>
/// <param name="Weight">The weight at <paramref name="AtMs"/>.</param>
/// <param name="AtMs">Event time of <paramref name="Weight"/>, Unix milliseconds.</param>
public readonly record struct InterestTag(string Tag, float Weight, long AtMs)
{
    /// <summary>The weight at another time; it halves every <paramref name="halfLifeMs"/>.</summary>
    public float WeightAt(long timeMs, double halfLifeMs) =>
        (float)(Weight * Math.Exp((AtMs - timeMs) / halfLifeMs * Math.Log(2)));
}
