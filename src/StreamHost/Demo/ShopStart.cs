using StreamReco.Models.Simulation;

namespace StreamReco.StreamHost.Demo;

/// <summary>When a simulated shop has to begin for its first records to be over just before now.</summary>
internal static class ShopStart
{
    /// <summary>The last record comes at most this long before now, as a rule.</summary>
    private const long EarlyMs = 10 * 60_000;

    /// <summary>Runs of the shop's clock at most, after which a start that is good enough is taken.</summary>
    private const int RunsMax = 8;

    /// <summary>
    /// Shops with a rhythm of the day take longer for their records in the night, so that the span follows the start: it is found by
    /// interpolation, for a later start always ends later. Without a rhythm the first reckoning is exact.
    /// </summary>
    /// <param name="shape">The shop; its start does not matter.</param>
    /// <param name="records">Records that are to be over.</param>
    /// <param name="nowMs">Now, Unix milliseconds.</param>
    /// <returns>The start, Unix milliseconds.</returns>
    public static long Of(ShopSimulatorOptions shape, long records, long nowMs)
    {
        var span = Lateness(shape, records, shape.StartMs, shape.StartMs);
        var start = nowMs - span;
        if (shape.DayRhythm == 0)
        {
            return start;
        }

        (long StartMs, long LateMs)? early = null;
        (long StartMs, long LateMs) late = (nowMs, span);
        for (var runs = 1; runs < RunsMax || early is null; runs++)
        {
            var lateMs = Lateness(shape, records, start, nowMs);
            if (lateMs is <= 0 and >= -EarlyMs)
            {
                return start;
            }

            (early, late) = lateMs <= 0 ? ((start, lateMs), late) : (early, (start, lateMs));
            start = early is { } known ? Between(known, late) : start - lateMs - (EarlyMs / 2);
        }

        return early!.Value.StartMs;
    }

    /// <summary>Where the line through both ends half of <see cref="EarlyMs"/> before now, but not so near to one of them that nothing is gained.</summary>
    private static long Between((long StartMs, long LateMs) early, (long StartMs, long LateMs) late)
    {
        var share = (-(EarlyMs / 2.0) - early.LateMs) / (late.LateMs - early.LateMs);
        return early.StartMs + (long)(Math.Clamp(share, 0.05, 0.95) * (late.StartMs - early.StartMs));
    }

    /// <summary>How long after a moment the record after the last one comes, milliseconds; negative before it.</summary>
    private static long Lateness(ShopSimulatorOptions shape, long records, long startMs, long momentMs) =>
        new ShopSimulator(shape with { StartMs = startMs }).TimeOf(records) - momentMs;
}
