namespace StreamReco.Models.Experiments.Feedback;

/// <summary>Units by the day on which they saw their first list: days since 1970 of event time, UTC.</summary>
public static class DayTally
{
    /// <summary>Days that are told apart, the newest; earlier ones are one with the first of them.</summary>
    public const int DaysMax = 30;

    private const long DayMs = 86_400_000;

    /// <summary>The days of an experiment in a shard; at most <see cref="DaysMax"/>.</summary>
    /// <inheritdoc cref="PartTally.Of"/>
    public static IReadOnlyList<PartTally> Of(FeedbackLedger ledger, string experiment, ExperimentMetric metric, long nowMs) =>
        Merge(PartTally.Of(ledger, experiment, metric, nowMs, unit => (int)Math.Floor((double)unit.FirstExposureMs!.Value / DayMs)));

    /// <summary>The days of several shards as one, by day, then arm; at most <see cref="DaysMax"/>.</summary>
    public static IReadOnlyList<PartTally> Merge(IEnumerable<PartTally> tallies)
    {
        PartTally[] all = [.. tallies];
        var days = all.Select(tally => tally.Part).Distinct().OrderDescending().Take(DaysMax).ToArray();
        return PartTally.Merge(all.Select(tally => tally with { Part = Math.Max(tally.Part, days[^1]) }));
    }
}
