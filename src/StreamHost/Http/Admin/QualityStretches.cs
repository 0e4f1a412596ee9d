using StreamReco.StreamHost.Sampling;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>A node's seconds as stretches of time that fit those of other nodes.</summary>
internal static class QualityStretches
{
    /// <param name="history">Seconds, oldest first.</param>
    /// <param name="seconds">Length of a stretch.</param>
    /// <returns>The stretches, newest first.</returns>
    public static IReadOnlyList<QualityStretch> Of(IReadOnlyList<NodeFigures> history, int seconds) =>
    [
        .. history.GroupBy(second => second.At.ToUnixTimeSeconds() / seconds).OrderByDescending(stretch => stretch.Key)
            .Select(stretch => Of(DateTimeOffset.FromUnixTimeSeconds(stretch.Key * seconds), [.. stretch])),
    ];

    private static QualityStretch Of(DateTimeOffset from, NodeFigures[] seconds)
    {
        Tally rates = new(
            Mean(f => f.Rates.Read), Mean(f => f.Rates.Applied), Mean(f => f.Rates.Duplicate), Mean(f => f.Rates.Rejected),
            Mean(f => f.Rates.PassedOver), Mean(f => f.Rates.Answers), Mean(f => f.Rates.Ticks))
        { Quarantined = Mean(f => f.Rates.Quarantined) };
        return new QualityStretch(
            from, seconds.Length, rates,
            seconds[0].RejectedRates.Keys.ToDictionary(reason => reason, reason => Mean(f => f.RejectedRates[reason])),
            Share(rates));

        double Mean(Func<NodeFigures, double> read) => Math.Round(seconds.Average(read), 2);
    }

    /// <summary>Rejected of all read, 0 to 1.</summary>
    public static double Share(Tally rates) => rates.Read > 0 ? Math.Round(rates.Rejected / rates.Read, 4) : 0;
}
