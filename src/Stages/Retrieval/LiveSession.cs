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
        var hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(userId.AsSpan()));
        hash = isHistory ? hash : XxHash3.HashToUInt64(MemoryMarshal.AsBytes(sessionId.AsSpan()), (long)hash);
        return Math.Max(hash, 1);
    }
}
