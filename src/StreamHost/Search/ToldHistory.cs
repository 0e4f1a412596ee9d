using System.Globalization;
using System.Runtime.InteropServices;
using StreamReco.Models.Search.Ranking;
using StreamReco.StreamHost.Cluster.Partitions;

namespace StreamReco.StreamHost.Search;

/// <summary>Reads what a shard tells of a user.</summary>
internal static class ToldHistory
{
    /// <summary>The user's history.</summary>
    public static PersonHistory Of(HistoryReply reply) => new(
        [.. reply.Items.Select(touch => new PersonTouch(touch.ItemId, touch.IsPurchase, touch.TimeMs ?? 0))],
        ulong.TryParse(reply.Space, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var space) ? space : 0,
        MemoryMarshal.Cast<byte, float>(reply.Vector.AsSpan()).ToArray());
}
