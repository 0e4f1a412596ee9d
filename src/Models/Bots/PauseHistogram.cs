using System.Numerics;

namespace StreamReco.Models.Bots;

/// <summary>
/// Pauses between clicks in 32 bins of half an octave from 256 ms on, a count of 4 bits each: all are halved when one is full, so
/// that newer pauses count more.
/// </summary>
internal struct PauseHistogram
{
    private const int Bins = 32;
    private const int FirstBin = 16; // half octaves below 256 ms
    private const int BinMax = 15;
    private const ulong Halves = 0x7777_7777_7777_7777;

    private static readonly double[] _xLogX = [.. Enumerable.Range(0, BinMax + 1).Select(x => x == 0 ? 0 : x * Math.Log2(x))];

    public ulong Low;
    public ulong High;

    /// <summary>Counts a pause, milliseconds.</summary>
    public void Add(long pauseMs)
    {
        var bin = BinOf(pauseMs);
        if (this[bin] == BinMax)
        {
            (Low, High) = ((Low >> 1) & Halves, (High >> 1) & Halves);
        }

        if (bin < Bins / 2)
        {
            Low += 1UL << (4 * bin);
        }
        else
        {
            High += 1UL << (4 * (bin - (Bins / 2)));
        }
    }

    /// <summary>Entropy of the pauses, bits.</summary>
    /// <param name="count">Pauses that are counted now.</param>
    public readonly double Entropy(out int count)
    {
        count = 0;
        var sum = 0.0;
        for (var bin = 0; bin < Bins; bin++)
        {
            var pauses = this[bin];
            count += pauses;
            sum += _xLogX[pauses];
        }

        return count == 0 ? 0 : Math.Max(0, Math.Log2(count) - (sum / count));
    }

    private readonly int this[int bin] => bin < Bins / 2
        ? (int)(Low >> (4 * bin)) & BinMax : (int)(High >> (4 * (bin - (Bins / 2)))) & BinMax;

    private static int BinOf(long pauseMs)
    {
        var octave = BitOperations.Log2((ulong)Math.Max(1, pauseMs));
        var upper = octave > 0 && octave < 31 && (ulong)pauseMs * (ulong)pauseMs >= 1UL << ((2 * octave) + 1) ? 1 : 0;
        return Math.Clamp((2 * octave) + upper - FirstBin, 0, Bins - 1);
    }
}
