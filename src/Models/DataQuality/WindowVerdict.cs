namespace StreamReco.Models.DataQuality;

/// <summary>How good a closed window is by one rule.</summary>
/// <param name="Level">The level; <see cref="QualityLevel.Unknown"/> below the least number of records.</param>
/// <param name="Clears">Whether it is good by a margin: its distance from perfect is at most 0.8 of what is tolerated.</param>
/// <param name="Micro">The measure in millionths: share of good records, distance, number of distinct values, or events for one that is usual.</param>
public readonly record struct WindowVerdict(QualityLevel Level, bool Clears, long Micro)
{
    private const long Whole = 1_000_000;

    /// <summary>Standard deviations of a normal distribution in one median absolute deviation.</summary>
    private const double NormalDeviation = 1.4826;

    /// <summary>A window that says nothing.</summary>
    public static WindowVerdict Unknown { get; } = new(QualityLevel.Unknown, false, 0);

    /// <summary>Judges a window by its sums.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="sums">What it saw; null for nothing.</param>
    /// <param name="minCount">Fewest records that say something.</param>
    public static WindowVerdict Of(QualityRule rule, RuleSums? sums, long minCount)
    {
        if (sums is null || sums.Judged < minCount)
        {
            return Unknown;
        }

        return rule.Check switch
        {
            QualityCheck.Psi => OfDistance(rule, QualityDistance.Psi(rule.Reference!.Counts, sums.Cells)),
            QualityCheck.Ks => OfDistance(rule, QualityDistance.Ks(rule.Reference!.Counts, sums.Cells)),
            QualityCheck.Cardinality => OfDistinct(rule, DistinctCount.Estimate(sums.Registers)),
            _ => OfShare(rule, (long)((Int128)(sums.Judged - sums.Failed) * Whole / sums.Judged)),
        };
    }

    /// <summary>Judges a window of a source that sends regularly by whether it sent anything.</summary>
    public static WindowVerdict OfSilence(long records) =>
        records == 0 ? new WindowVerdict(QualityLevel.Fail, false, 0) : new WindowVerdict(QualityLevel.Ok, true, Whole);

    /// <summary>Judges a window by how many events it usually has.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="events">Events of the window.</param>
    /// <param name="usual">Median and median absolute deviation of windows like it; null for not known.</param>
    /// <param name="minCount">Fewest events that say something.</param>
    public static WindowVerdict OfTraffic(QualityRule rule, long events, (double Median, double Deviation)? usual, long minCount)
    {
        if (usual is not var (median, deviation) || Math.Max(events, median) < minCount)
        {
            return Unknown;
        }

        var isFar = Math.Abs(events - median) > rule.Deviations * NormalDeviation * deviation;
        var isGood = !isFar || (events * rule.Factor >= median && events <= median * rule.Factor);
        var micro = (long)Math.Round(Math.Min(events / Math.Max(median, 1), Whole) * Whole);
        return new WindowVerdict(isGood ? QualityLevel.Ok : QualityLevel.Fail, isGood, micro);
    }

    private static WindowVerdict OfShare(QualityRule rule, long micro)
    {
        var (warn, fail) = (MicroOf(rule.Warn), MicroOf(rule.Fail));
        var level = micro < fail ? QualityLevel.Fail : micro < warn ? QualityLevel.Warn : QualityLevel.Ok;
        return new WindowVerdict(level, (Whole - micro) * 10 <= (Whole - (warn ?? fail)) * 8, micro);
    }

    private static WindowVerdict OfDistance(QualityRule rule, double distance)
    {
        var micro = (long)Math.Round(distance * Whole);
        var (warn, fail) = (MicroOf(rule.Warn), MicroOf(rule.Fail));
        var level = micro > fail ? QualityLevel.Fail : micro > warn ? QualityLevel.Warn : QualityLevel.Ok;
        return new WindowVerdict(level, micro * 10 <= (warn ?? fail) * 8, micro);
    }

    private static WindowVerdict OfDistinct(QualityRule rule, long distinct)
    {
        var isGood = !(distinct < rule.Min || distinct > rule.Max);
        return new WindowVerdict(isGood ? QualityLevel.Ok : QualityLevel.Fail, isGood, distinct * Whole);
    }

    private static long? MicroOf(double? level) => level is { } given ? (long)Math.Round(given * Whole) : null;
}
