using System.Numerics;

namespace StreamReco.Models.DataQuality;

/// <summary>
/// Estimates the number of distinct values from 2,048 registers of a byte (HyperLogLog; Flajolet, Fusy, Gandouet and Meunier
/// 2007): standard error 2.3 %. Registers of two sets merge by their maxima, whatever the order.
/// </summary>
public static class DistinctCount
{
    /// <summary>Number of registers.</summary>
    public const int Registers = 1 << Bits;

    private const int Bits = 11;

    /// <summary>Takes in a value.</summary>
    /// <param name="registers">The registers.</param>
    /// <param name="hash">64 bits of the value.</param>
    public static void Add(Span<byte> registers, ulong hash)
    {
        var register = (int)(hash >> (64 - Bits));
        var rank = (byte)(1 + BitOperations.LeadingZeroCount((hash << Bits) | (1UL << (Bits - 1))));
        registers[register] = Math.Max(registers[register], rank);
    }

    /// <summary>Takes in the values of other registers.</summary>
    public static void Merge(Span<byte> registers, ReadOnlySpan<byte> others)
    {
        for (var i = 0; i < registers.Length; i++)
        {
            registers[i] = Math.Max(registers[i], others[i]);
        }
    }

    /// <summary>The estimate, rounded.</summary>
    public static long Estimate(ReadOnlySpan<byte> registers)
    {
        double sum = 0;
        var empty = 0;
        foreach (var rank in registers)
        {
            sum += Math.ScaleB(1, -rank);
            empty += rank == 0 ? 1 : 0;
        }

        const double alpha = 0.7213 / (1 + (1.079 / Registers));
        var raw = alpha * Registers * Registers / sum;
        return (long)Math.Round(raw <= 2.5 * Registers && empty > 0 ? Registers * Math.Log((double)Registers / empty) : raw);
    }
}
