using System.IO.Hashing;
using System.Runtime.InteropServices;
using StreamReco.Stages.Retrieval;

namespace StreamReco.Stages.Tests.Retrieval;

/// <summary>Looks into stored live sources.</summary>
internal static class LiveReading
{
    /// <summary>The items of the clicks that are kept of a user.</summary>
    public static IEnumerable<string> ItemsOf(ReadOnlyMemory<byte> stored, string user) =>
        RetrieveStage.ClicksOf(stored, user, new ScoreOptions()).Select(click => click.ItemId);

    /// <summary>The bytes by which they know a user.</summary>
    public static byte[] KeyOf(string user) => BitConverter.GetBytes(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(user.AsSpan())));
}
