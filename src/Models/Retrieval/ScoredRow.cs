using System.Runtime.Intrinsics;

namespace StreamReco.Models.Retrieval;

/// <summary>A row and its score in one 64-bit key: larger keys are better, equal scores go by rising row.</summary>
internal static class ScoredRow
{
    private const uint Sign = 0x8000_0000;

    public static ulong Of(int row, float score) => Of(row, OrderOf(score));

    /// <param name="row">The row.</param>
    /// <param name="order">Of its score, see <see cref="OrderOf"/>.</param>
    public static ulong Of(int row, uint order) => ((ulong)order << 32) | ~(uint)row;

    /// <summary>An integer that rises with the score.</summary>
    public static uint OrderOf(float score)
    {
        var bits = BitConverter.SingleToUInt32Bits(score);
        return (bits & Sign) == 0 ? bits | Sign : ~bits;
    }

    /// <summary>The same of many scores, a multiple of eight.</summary>
    public static void OrdersOf(ReadOnlySpan<float> scores, Span<uint> orders)
    {
        for (var i = 0; i < scores.Length; i += Vector256<float>.Count)
        {
            var bits = Vector256.Create(scores.Slice(i, Vector256<float>.Count)).AsInt32();
            var flipped = (bits >> 31) | Vector256.Create(int.MinValue); // all bits of what is negative, the sign of what is not
            (bits ^ flipped).AsUInt32().CopyTo(orders[i..]);
        }
    }

    public static int RowOf(ulong key) => (int)~(uint)key;

    public static float ScoreOf(ulong key) => ScoreOf((uint)(key >> 32));

    /// <summary>The score of <see cref="OrderOf"/>.</summary>
    public static float ScoreOf(uint order) =>
        BitConverter.UInt32BitsToSingle((order & Sign) != 0 ? order & ~Sign : ~order);

    /// <summary>Puts the best <paramref name="count"/> keys, all different, in front, best first.</summary>
    /// <returns>How many there are.</returns>
    public static int Order(Span<ulong> keys, int count)
    {
        if (keys.Length > count)
        {
            LargestFirst.Select(keys, count);
            keys = keys[..count];
        }

        if (keys.Length > LargestFirst.CountedMax)
        {
            keys.Sort();
            keys.Reverse();
            return keys.Length;
        }

        Span<ulong> sorted = stackalloc ulong[keys.Length];
        LargestFirst.Sort(keys, sorted);
        sorted.CopyTo(keys);
        return keys.Length;
    }
}
