using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.Models.Lake;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Lake;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>How far a partition of the lake is.</summary>
/// <param name="Stream">What its spans are of: clicks, answers or outcomes.</param>
/// <param name="Partition">The partition.</param>
/// <param name="CommittedTo">Last offset that is committed.</param>
/// <param name="Files">Files of rows.</param>
/// <param name="Rows">Rows in them, by table.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="NewestReceived">Kafka's latest timestamp; null if there is none.</param>
/// <param name="Lag">Clicks that the node has folded and the lake has not; null for partitions that this node does not own.</param>
internal sealed record LakePartitionAnswer(
    string Stream, int Partition, long CommittedTo, int Files, IReadOnlyDictionary<string, long> Rows, long Bytes, string? NewestReceived, long? Lag);

/// <summary>The lake that a node sees.</summary>
/// <param name="Directory">Where it looks.</param>
/// <param name="IsThere">Whether there is a lake.</param>
/// <param name="Topic">The topic whose clicks it holds; null where there is none.</param>
/// <param name="Partitions">How far each partition is.</param>
internal sealed record LakeAnswer(string Directory, bool IsThere, string? Topic, IReadOnlyList<LakePartitionAnswer> Partitions);

/// <summary>The status of the lake, as <c>lake status</c> shows it, by the node that has its folder.</summary>
internal sealed class LakeEndpoint(NodeContext context)
{
    private readonly LakeStatusCache _status = new(() => Open(context), context.Time);

    public void Map(IEndpointRouteBuilder group) => group.MapGet("/lake", (Delegate)Show).WithName("Lake")
        .WithSummary("How far the lake of this node's settings is, and what it holds, as of some seconds ago.");

    private async Task<Ok<LakeAnswer>> Show(HttpContext http) => TypedResults.Ok(await Task.Run(Look, http.RequestAborted));

    private LakeAnswer Look()
    {
        var folder = context.Options.Lake.Directory;
        if (_status.Read() is not { } lake)
        {
            return new LakeAnswer(folder, false, null, []);
        }

        var next = lake.Topic == context.Options.Kafka.FoldedTopic()
            ? context.RequireNode().OpenShards.ToDictionary(shard => shard.Shard.Partition, shard => shard.Progress.Status.NextOffset) : [];
        return new LakeAnswer(folder, true, lake.Topic, [.. lake.Partitions.Select(one => Of(one, next))]);
    }

    /// <summary>The lake; null if the folder holds none. Looked for before it is opened, which would make the folder.</summary>
    private static ClickLake? Open(NodeContext context)
    {
        var folder = context.Options.Lake.Directory;
        return File.Exists(Path.Combine(folder, LakePaths.Head))
            ? ClickLake.Open(new DiskLakeFiles(folder), folder, LakeWriters.Of(context.Time)) : null;
    }

    private static LakePartitionAnswer Of(LakeStatus one, Dictionary<int, long> next) => new(
        one.Stream, one.Partition, one.To, one.Files, one.Rows, one.Bytes, one.NewestReceived,
        one.Stream == LakeTables.NameOf(LakeStream.Clicks) && next.TryGetValue(one.Partition, out var folded) ? Math.Max(0, folded - one.To - 1) : null);
}
