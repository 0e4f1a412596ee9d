namespace StreamReco.Models.Retrieval;

/// <summary>A row and its score in one 64-bit key: larger keys are better, equal scores go by rising row.</summary>
internal static class ScoredRow
{
    private const uint Sign = 0x8000_0000;

    public static ulong Of(int row, float score)
    {
        var bits = BitConverter.SingleToUInt32Bits(score);
        var ordered = (bits & Sign) == 0 ? bits | Sign : ~bits;
        return ((ulong)ordered << 32) | ~(uint)row;
    }

    public static int RowOf(ulong key) => (int)~(uint)key;

    public static float ScoreOf(ulong key)
    {
        var ordered = (uint)(key >> 32);
        return BitConverter.UInt32BitsToSingle((ordered & Sign) != 0 ? ordered & ~Sign : ~ordered);
    }

    /// <summary>Puts the best <paramref name="count"/> keys in front, best first.</summary>
    /// <returns>How many there are.</returns>
    public static int Order(Span<ulong> keys, int count)
    {
        if (keys.Length > count)
        {
            LargestFirst.Select(keys, count);
            keys = keys[..count];
        }

        keys.Sort();
        keys.Reverse();
        return keys.Length;
    }
}
