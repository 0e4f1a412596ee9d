using StreamReco.Models.Simulation;

namespace StreamReco.StreamHost.Demo;

/// <summary>When a simulated shop has to begin for its first records to be over just before now.</summary>
internal static class ShopStart
{
    /// <summary>The last record is to come this long before now, and is taken if it comes no more than this earlier or later.</summary>
    private const long AimMs = 5 * 60_000;

    /// <summary>Runs of the shop's clock, after which a start that is early enough is taken.</summary>
    private const int RunsMax = 8;

    /// <summary>
    /// Shops with a rhythm of the day take longer for their records in the night, so that the span follows the start: it is found by
    /// false position (Illinois), for a later start always ends later. Without a rhythm the first reckoning is exact.
    /// </summary>
    /// <param name="shape">The shop; its start does not matter.</param>
    /// <param name="records">Records that are to be over.</param>
    /// <param name="nowMs">Now, Unix milliseconds.</param>
    /// <returns>The start, Unix milliseconds.</returns>
    public static long Of(ShopSimulatorOptions shape, long records, long nowMs)
    {
        var spanMs = Lateness(shape, records, shape.StartMs, shape.StartMs);
        var start = nowMs - spanMs;
        if (shape.DayRhythm == 0)
        {
            return start;
        }

        (long StartMs, double MissMs)? early = null;
        (long StartMs, double MissMs) late = (nowMs, spanMs + AimMs);
        var side = 0;
        for (var runs = 0; runs < RunsMax || early is null; runs++)
        {
            var missMs = Lateness(shape, records, start, nowMs) + AimMs;
            if (Math.Abs(missMs) <= AimMs)
            {
                return start;
            }

            // An end that stays where it is counts half, so that the other one does not creep.
            if (missMs < 0)
            {
                late.MissMs /= side < 0 ? 2 : 1;
                early = (start, missMs);
            }
            else
            {
                early = early is { } stays ? (stays.StartMs, stays.MissMs / (side > 0 ? 2 : 1)) : null;
                late = (start, missMs);
            }

            side = Math.Sign(missMs);
            start = early is { } known
                ? known.StartMs + (long)(-known.MissMs / (late.MissMs - known.MissMs) * (late.StartMs - known.StartMs))
                : start - (2 * missMs);
        }

        return early.Value.StartMs;
    }

    /// <summary>How long after a moment the record after the last one comes, milliseconds; negative before it.</summary>
    private static long Lateness(ShopSimulatorOptions shape, long records, long startMs, long momentMs) =>
        new ShopSimulator(shape with { StartMs = startMs }).TimeOf(records) - momentMs;
}
