using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using StreamReco.Models.Segments;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Partitions;

namespace StreamReco.StreamHost.Cluster.Experiments;

/// <summary>What came of making segments.</summary>
/// <param name="Next">The next version; null where there is none.</param>
/// <param name="Why">Why not, a sentence; null where there is one, and where nothing was to be made.</param>
internal sealed record FittedSegments(SegmentMap? Next, string? Why);

/// <summary>Makes the next segments from the vectors of the users that are in memory.</summary>
/// <param name="ask">Asks all partitions: bytes of vectors that are wanted in a reply, and the page. Throws where one does not answer.</param>
internal sealed class SegmentFitting(Func<int, int, CancellationToken, Task<IReadOnlyDictionary<int, SegmentReply>>> ask)
{
    /// <summary>Bytes of vectors in one reply: a message between nodes holds 128 kB, a third more as text.</summary>
    private const int PageBytes = 64 * 1024;

    /// <summary>Pages of a partition: some thousand users of 64 dimensions.</summary>
    private const int Pages = 4;

    /// <summary>Of the users of all partitions, which all must answer.</summary>
    /// <param name="queries">The way to their owners.</param>
    /// <param name="partitions">How many there are.</param>
    public static SegmentFitting Of(PartitionQueries queries, int partitions) => new(async (bytesMax, page, cancel) =>
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, partitions).Select(partition =>
            queries.QueryAsync<SegmentReply>(new SegmentQuery(partition, bytesMax, page), cancel)));
        return replies.Select((reply, partition) => (Partition: partition, Reply: reply.Reply
                ?? throw new InvalidOperationException($"partition {partition} does not answer: {reply.Why ?? "no answer"}")))
            .ToDictionary(one => one.Partition, one => one.Reply);
    });

    /// <summary>The newest segments of replies; null before the first.</summary>
    public static SegmentMap? NewestOf(IEnumerable<SegmentReply> replies) =>
        replies.Select(reply => Parse(reply.Segments)).OfType<SegmentMap>().MaxBy(segments => segments.Version);

    /// <summary>The segments of a reply; null for none.</summary>
    public static SegmentMap? Parse(string? segments) => segments is null ? null : SegmentJson.Parse(Encoding.UTF8.GetBytes(segments));

    /// <summary>The arguments of the request that writes a version into the log.</summary>
    public static Dictionary<string, string> ArgumentsOf(SegmentMap next) => new(StringComparer.Ordinal)
    {
        [RequestKinds.Version] = next.Version.ToString(CultureInfo.InvariantCulture),
        [RequestKinds.Definition] = SegmentJson.Write(next),
    };

    /// <summary>Makes the next version.</summary>
    /// <param name="count">Segments wanted; null for as many as there are, and nothing before the first.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<FittedSegments> FitAsync(int? count, CancellationToken cancel)
    {
        var vectors = new List<float[]>();
        var (space, before) = ("", (SegmentMap?)null);
        for (var page = 0; page < Pages; page++)
        {
            var replies = await ask(PageBytes, page, cancel);
            if (replies.Values.Select(reply => reply.Space).Distinct().Count() > 1)
            {
                return new FittedSegments(null, "Partitions answer by different models just now; ask again once the change of model is in force everywhere.");
            }

            space = replies[0].Space;
            before ??= NewestOf(replies.Values);
            if (before is null && count is null)
            {
                return new FittedSegments(null, null);
            }

            vectors.AddRange(replies.Values.SelectMany(reply => reply.Vectors).Select(bytes => MemoryMarshal.Cast<byte, float>(bytes).ToArray()));
        }

        var next = SegmentFit.Fit(vectors, count ?? before!.Count, ulong.Parse(space, NumberStyles.HexNumber, CultureInfo.InvariantCulture), before);
        return next is not null ? new FittedSegments(count is null && AreSame(next, before!) ? null : next, null)
            : new FittedSegments(null, $"{vectors.Count} users in memory have a vector; segments are made of at least {SegmentFit.UsersMin}.");
    }

    private static bool AreSame(SegmentMap next, SegmentMap before) => next.Space == before.Space && next.Count == before.Count
        && next.Centroids.Zip(before.Centroids).All(pair => pair.Item1.AsSpan().SequenceEqual(pair.Item2));
}
