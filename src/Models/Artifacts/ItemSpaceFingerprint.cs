using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace StreamReco.Models.Artifacts;

/// <summary>
/// Identifies an item space by its content: stored vectors of one training fit those of an equal one.
/// </summary>
internal static class ItemSpaceFingerprint
{
    /// <summary>XxHash3 over the ids (each with a zero byte behind it), the factors and the prior.</summary>
    public static ulong Of(IReadOnlyList<string> ids, ReadOnlySpan<float> factors, ReadOnlySpan<float> prior)
    {
        var hash = new XxHash3();
        foreach (var id in ids)
        {
            hash.Append(Encoding.UTF8.GetBytes(id));
            hash.Append([0]);
        }

        hash.Append(MemoryMarshal.AsBytes(factors));
        hash.Append(MemoryMarshal.AsBytes(prior));
        return hash.GetCurrentHashAsUInt64();
    }
}
