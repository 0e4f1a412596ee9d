using StreamReco.Models.Encoder;
using StreamReco.Models.Training.Encoder;

namespace StreamReco.Models.Training.Stack;

/// <summary>How fast two cores train an encoder: what a budget is divided by.</summary>
internal static class EncoderCost
{
    /// <summary>
    /// Multiplications and additions of two idle cores in a minute, as counted here. Seen on Diginetica: 29,000 positions a
    /// second of CPU time at 128 dimensions and 2,048 negatives; half of that is counted on.
    /// </summary>
    private const double OperationsPerMinute = 1_800_000.0 * 128 * (2048 + 1024);

    /// <summary>Minutes that an epoch takes: its positions, and the queries by which it is judged over all items.</summary>
    /// <param name="encoder">The settings.</param>
    /// <param name="positions">Clicks that are followed by another.</param>
    /// <param name="items">N.</param>
    public static double MinutesOfEpoch(EncoderSettings encoder, int positions, int items) =>
        (Math.Max(1, positions) / PositionsPerMinute(encoder, items))
        + (Math.Min(positions, EncoderValidation.QueriesMaxDefault) * (double)items * encoder.Dimensions / OperationsPerMinute);

    /// <summary>Positions that are trained in a minute; no more negatives are drawn than there are items.</summary>
    private static double PositionsPerMinute(EncoderSettings encoder, int items)
    {
        var negatives = Math.Min(encoder.Negatives, items);
        var network = encoder.Form == EncoderForm.Attention
            ? (4 + (2 * encoder.InnerFactor)) * encoder.Dimensions + (2 * encoder.RecentItems)
            : 2 * encoder.Dimensions;
        return OperationsPerMinute / (encoder.Dimensions * (double)(negatives + network));
    }
}
