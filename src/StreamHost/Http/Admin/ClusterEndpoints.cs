using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>The cluster as a whole: any node puts it together from the others' own words. Draining and calling back.</summary>
internal sealed class ClusterEndpoints(NodeContext context, PeerClient peers)
{
    private readonly string? _erasureKeyId = Pseudonymizer.OpenForErasures(context.Options.Pipeline.Privacy)?.KeyId;

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/node", () => Self()).WithName("AdminNode").WithSummary("This node.");
        group.MapGet("/cluster", ClusterAsync).WithName("AdminCluster").WithSummary("All nodes and shards.");
        group.MapPost("/nodes/{name}/drain", (string name, HttpContext http) =>
                TellAsync(name, "drain", RequestKinds.DrainNode, http))
            .WithName("DrainNode").WithSummary("Give a node's partitions to others; it holds none until resumed.");
        group.MapPost("/nodes/{name}/resume", (string name, HttpContext http) =>
                TellAsync(name, "resume", RequestKinds.ResumeNode, http))
            .WithName("ResumeNode").WithSummary("Let a drained node take partitions again.");
    }

    /// <summary>This node and, by their own words, the others; one that does not answer is left to the directory's word.</summary>
    public async Task<IReadOnlyList<(NodeEntry Entry, NodeAnswer? Answer)>> NodesAsync(CancellationToken cancel)
    {
        var node = context.RequireNode();
        var view = await context.Directory!.ViewAsync(fresh: true, cancel);
        var others = view.Nodes.Where(other => other.Name != node.Name).Select(async other =>
            (other, (await peers.QueryAsync(other, HttpMethod.Get, "/admin/v1/node", null, cancel))
                is { IsOk: true } answer ? answer.Read<NodeAnswer>() : null));
        return [(context.Entry(), Self()), .. await Task.WhenAll(others)];
    }

    public async Task<ClusterAnswer> ClusterAsync(CancellationToken cancel)
    {
        var nodes = await NodesAsync(cancel);
        var view = await context.Directory!.ViewAsync(fresh: false, cancel);
        MemberAnswer[] members = [.. nodes.Select(node => Member(node.Entry, node.Answer)).OrderBy(m => m.Name, StringComparer.Ordinal)];
        var shards = Shards(nodes, view);
        var problems = ClusterProblems.Of(nodes, shards);
        return new ClusterAnswer(
            context.Options.Kafka.Group,
            context.RequireNode().ShardTopic,
            context.Lag!.Partitions,
            context.RequireNode().Name,
            problems.Count == 0,
            shards.All(shard => shard.Lag is not null) ? shards.Sum(shard => shard.Lag) : null,
            members,
            shards)
        {
            Problems = problems,
            Notes = [.. nodes.SelectMany(node => (node.Answer?.Notes ?? []).Select(note => $"{node.Entry.Name}: {note}"))],
        };
    }

    private NodeAnswer Self()
    {
        var missing = NodeReadiness.Missing(context);
        return new NodeAnswer(
            context.RequireNode().Name, context.Url, context.RequireNode().ClusterAddress, ProgramVersion.Text, missing.Count == 0, missing,
            context.History.Latest)
        {
            Notes = NodeReadiness.Notes(context),
            Lately = context.Lately(),
            ErasureKeyId = _erasureKeyId,
        };
    }

    private async Task<NodeTold> TellAsync(string name, string told, string kind, HttpContext http)
    {
        var address = await AddressOfAsync(name, http.RequestAborted);
        await context.CompleteAsync(
            http, kind, new Dictionary<string, string> { [RequestKinds.Node] = name, [RequestKinds.Address] = address });
        return new NodeTold(name, told);
    }

    /// <summary>The cluster's address of a node, by the node's own word.</summary>
    private async Task<string> AddressOfAsync(string name, CancellationToken cancel)
    {
        var node = context.RequireNode();
        if (name == node.Name)
        {
            return node.ClusterAddress ?? throw ProblemException.NotReady("This node has not joined its cluster yet.");
        }

        var view = await context.Directory!.ViewAsync(fresh: true, cancel);
        if (view.Nodes.FirstOrDefault(other => other.Name == name) is not { } entry)
        {
            var names = string.Join(", ", view.Nodes.Select(other => other.Name));
            throw ProblemException.NotFound($"There is no node '{name}'; there are {names}.");
        }

        var answer = await peers.QueryAsync(entry, HttpMethod.Get, "/admin/v1/node", null, cancel);
        return (answer is { IsOk: true } ? answer.Read<NodeAnswer>().Address : null)
            ?? throw ProblemException.NotReady($"The node '{name}' cannot be reached at {entry.Url}.");
    }

    private static MemberAnswer Member(NodeEntry entry, NodeAnswer? answer)
    {
        var figures = answer?.Figures;
        return new MemberAnswer(
            entry.Name,
            entry.Url,
            answer is null ? "unreachable" : figures?.Phase.ToString().ToLowerInvariant() ?? entry.Phase,
            answer?.Ready ?? false,
            [.. figures?.Shards.Select(shard => shard.Partition) ?? []],
            (answer?.Lately ?? figures?.Rates)?.Read ?? 0,
            (answer?.Lately ?? figures?.Rates)?.Answers ?? 0,
            figures?.LatencyMs.P99 ?? 0,
            figures?.Lag,
            figures?.Backpressure,
            figures?.Model is { } model ? $"{model.Name} {model.Version}" : null,
            figures?.UptimeSeconds ?? 0)
        {
            Address = answer?.Address,
        };
    }

    private List<ShardAnswer> Shards(IReadOnlyList<(NodeEntry Entry, NodeAnswer? Answer)> nodes, ClusterView view)
    {
        var ends = context.Lag!.Ends;
        var leases = view.Leases.Where(lease => lease.Topic == context.RequireNode().ShardTopic)
            .ToDictionary(lease => lease.Partition);
        var held = nodes.SelectMany(node => (node.Answer?.Figures?.Shards ?? []).Select(shard => (node.Entry.Name, Shard: shard)))
            .GroupBy(held => held.Shard.Partition)
            .ToDictionary(same => same.Key, same => same.MaxBy(held => held.Shard.Epoch));
        return
        [
            .. Enumerable.Range(0, context.Lag.Partitions).Select(partition =>
            {
                var lease = leases.GetValueOrDefault(partition);
                if (held.TryGetValue(partition, out var at))
                {
                    var shard = at.Shard;
                    return new ShardAnswer(
                        partition, at.Name, shard.Replaying ? "replaying" : "live", shard.Epoch, shard.Committed, shard.End,
                        shard.Lag, shard.Watermark, shard.UsersInMemory, lease?.NextOffset, shard.SnapshotAgeSeconds, shard.Paused);
                }

                return new ShardAnswer(
                    partition, null, "unowned", lease?.Epoch, null, ends.TryGetValue(partition, out var end) ? end : null, null,
                    null, null, lease?.NextOffset, null, false);
            }),
        ];
    }
}

/// <summary>What a node was asked to do.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Told"><c>drain</c> or <c>resume</c>.</param>
internal sealed record NodeTold(string Node, string Told);
