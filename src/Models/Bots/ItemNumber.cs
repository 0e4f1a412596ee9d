using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace StreamReco.Models.Bots;

/// <summary>An item's id as numbers: what a crawler counts up, and a hash.</summary>
internal static class ItemNumber
{
    private const int DigitsMax = 9;

    /// <summary>Hash of the id; never 0.</summary>
    public static uint HashOf(string itemId) =>
        (uint)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(itemId.AsSpan())) is var hash and not 0 ? hash : 1;

    /// <summary>The number at the id's end, of its last nine digits; an id without one has its hash, which has no neighbours.</summary>
    public static uint Of(string itemId, uint hash)
    {
        var (number, factor, at) = (0u, 1u, itemId.Length - 1);
        while (at >= 0 && itemId.Length - at <= DigitsMax && char.IsAsciiDigit(itemId[at]))
        {
            number += (uint)(itemId[at--] - '0') * factor;
            factor *= 10;
        }

        return at == itemId.Length - 1 ? hash : number;
    }
}
