using System.Buffers;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Live;

/// <summary>Live clicks in their durable form, while no model has them open.</summary>
public static class StoredLiveClicks
{
    /// <summary>The bytes without a user: those that the clicks would have, opened, forgotten and written again.</summary>
    /// <param name="bytes">What <see cref="LiveClicksCodec.Write"/> wrote.</param>
    /// <param name="userKey">The user.</param>
    /// <param name="options">Bounds.</param>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged.</exception>
    public static ReadOnlyMemory<byte> Without(ReadOnlySpan<byte> bytes, ulong userKey, LiveClicksOptions options)
    {
        var (live, ids) = Open(bytes, options);
        live.Forget(userKey);
        var output = new ArrayBufferWriter<byte>(bytes.Length);
        LiveClicksCodec.Write(live, row => ids[row], output);
        return output.WrittenMemory;
    }

    /// <summary>The clicks of a user's sessions, the oldest session first.</summary>
    /// <inheritdoc cref="Without"/>
    public static IReadOnlyList<KeptClick> ClicksOf(ReadOnlySpan<byte> bytes, ulong userKey, LiveClicksOptions options)
    {
        var (live, ids) = Open(bytes, options);
        return live.ClicksOf(userKey, row => ids[row]);
    }

    private static (LiveClicks Live, IReadOnlyList<string> Ids) Open(ReadOnlySpan<byte> bytes, LiveClicksOptions options)
    {
        var ids = LiveClicksCodec.ReadItemIds(bytes);
        var rows = new Dictionary<string, int>(ids.Count, StringComparer.Ordinal);
        for (var row = 0; row < ids.Count; row++)
        {
            rows[ids[row]] = row;
        }

        var live = WithoutModel(ids.Count, options);
        LiveClicksCodec.Read(bytes, id => rows[id], live);
        return (live, ids);
    }

    /// <summary>Live clicks beside a model that has seen nothing.</summary>
    private static LiveClicks WithoutModel(int items, LiveClicksOptions options)
    {
        var nothing = new SessionLog(items, [0], [], [], [], timed: false);
        return new LiveClicks(
            ItemCounts.Fit(nothing),
            PairTable.Fit(nothing, new PairSettings(), new ParallelOptions { MaxDegreeOfParallelism = 1 }),
            SessionKnnIndex.Fit(nothing, new SessionKnnSettings()),
            options);
    }
}
