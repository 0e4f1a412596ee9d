using System.IO.Hashing;
using System.Text;

namespace StreamReco.Models.Experiments.Assignment;

/// <summary>
/// Where a unit stands for a salt: the first 53 bits of XxHash128 over salt, a zero byte (the purpose) and the unit's id. Any node, any
/// client and any replay finds the same point; salts are 128 random bits, so points of two experiments are independent.
/// </summary>
public static class UnitHash
{
    /// <summary>Points lie in 0 to this, exclusive.</summary>
    public const long Points = 1L << 53;

    /// <summary>Bytes of a salt.</summary>
    public const int SaltBytes = 16;

    private const int Shift = 75;
    private const int StackBytesMax = 256;

    /// <summary>The point of a unit.</summary>
    /// <param name="salt">Of the experiment or the layer.</param>
    /// <param name="unit">The unit's id, UTF-8.</param>
    /// <param name="purpose">0 for arms; another number gives points that are independent of these.</param>
    public static long PointOf(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> unit, byte purpose = 0)
    {
        var length = salt.Length + 1 + unit.Length;
        var text = length <= StackBytesMax ? stackalloc byte[length] : new byte[length];
        salt.CopyTo(text);
        text[salt.Length] = purpose;
        unit.CopyTo(text[(salt.Length + 1)..]);
        return (long)(XxHash128.HashToUInt128(text) >> Shift);
    }

    /// <inheritdoc cref="PointOf(ReadOnlySpan{byte}, ReadOnlySpan{byte}, byte)"/>
    public static long PointOf(ReadOnlySpan<byte> salt, string unit, byte purpose = 0)
    {
        var bytes = Encoding.UTF8.GetMaxByteCount(unit.Length);
        var text = bytes <= StackBytesMax ? stackalloc byte[bytes] : new byte[bytes];
        return PointOf(salt, text[..Encoding.UTF8.GetBytes(unit, text)], purpose);
    }
}
