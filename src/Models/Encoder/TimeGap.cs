using System.Numerics;

namespace StreamReco.Models.Encoder;

/// <summary>Time between two clicks as one of a few classes, each twice as long as the one before.</summary>
public static class TimeGap
{
    /// <summary>Classes: below a second, below 2, 4, 8 seconds, ..., and everything from 2²⁴ seconds (194 days) on.</summary>
    public const int Buckets = 26;

    /// <summary>The class of a gap in milliseconds; negative gaps count as none.</summary>
    public static int BucketOf(long gapMs) =>
        gapMs < 1000 ? 0 : Math.Min(Buckets - 1, 1 + BitOperations.Log2((ulong)(gapMs / 1000)));
}
