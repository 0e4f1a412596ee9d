using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace StreamReco.Stages.Retrieval;

/// <summary>How live sources name a session: the same for the clicks that they take in and for the question of its user.</summary>
internal static class LiveSession
{
    /// <param name="userId">The user.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="isHistory">Whether a user's whole history is one session.</param>
    /// <returns>A hash, never 0.</returns>
    public static ulong KeyOf(string userId, string sessionId, bool isHistory)
    {
        var user = HashOf(userId);
        return Math.Max(isHistory ? user : XxHash3.HashToUInt64(MemoryMarshal.AsBytes(sessionId.AsSpan()), (long)user), 1);
    }

    /// <summary>Names the user of a session: what an erasure finds them by.</summary>
    /// <returns>A hash, never 0.</returns>
    public static ulong UserKeyOf(string userId) => Math.Max(HashOf(userId), 1);

    private static ulong HashOf(string userId) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(userId.AsSpan()));
}
