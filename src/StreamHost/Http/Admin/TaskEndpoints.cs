using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sampling;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>What takes its time: at this node, at the others, and at commands that write down what they are busy with.</summary>
internal sealed class TaskEndpoints(NodeContext context, PeerClient peers)
{
    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/tasks", Own).WithName("Tasks").WithSummary("What this node is busy with.");
        group.MapGet("/cluster/tasks", AllAsync).WithName("ClusterTasks").WithSummary("What all nodes and commands are busy with.");
    }

    private async Task<IReadOnlyList<TaskAnswer>> AllAsync(CancellationToken cancel)
    {
        var published = await PublishedAsync(cancel);
        if (context.Node is not { } node)
        {
            return [.. Own(), .. published];
        }

        var view = await context.Directory!.ViewAsync(fresh: true, cancel);
        var others = await Task.WhenAll(view.Nodes.Where(other => other.Name != node.Name).Select(other =>
            peers.QueryAsync(other, HttpMethod.Get, "/admin/v1/tasks", null, cancel)));
        return
        [
            .. Own(),
            .. others.Where(answer => answer is { IsOk: true }).SelectMany(answer => answer!.Read<IReadOnlyList<TaskAnswer>>()),
            .. published,
        ];
    }

    private IReadOnlyList<TaskAnswer> Own()
    {
        var (now, name) = (context.Time.GetUtcNow(), context.Node?.Name ?? context.Url);
        var tasks = Waits(name).Concat(context.Tasks.Now.Select(task => TaskAnswer.From(name, task, now))).ToList();
        if (context.History.Latest is not { } figures)
        {
            return tasks;
        }

        tasks.AddRange(figures.Shards.Where(shard => shard.Replaying)
            .Select(shard => Behind(figures, "recovery", shard, shard.EmitFrom)));
        tasks.AddRange(figures.Shards
            .Where(shard => !shard.Replaying && shard.Lag > FlowNotes.CatchUpRecordsMin)
            .Select(shard => Behind(figures, "catch-up", shard, shard.End!.Value)));
        if (figures.Phase == NodePhase.Draining)
        {
            tasks.Add(Draining(figures));
        }

        return tasks;
    }

    /// <summary>What the node waits for: nothing else gets on before that is back.</summary>
    private IEnumerable<TaskAnswer> Waits(string name)
    {
        (string Of, string? Why)[] dependencies =
        [
            ("state database", context.Directory?.Away), ("brokers", context.Lag?.Away),
            ("topics", context.Topics?.Missing is { Count: > 0 } missing ? string.Join(' ', missing) : null),
        ];
        return dependencies.Where(one => one.Why is not null)
            .Select(one => new TaskAnswer(name, "waits", one.Of, 0, 0, "", null) { Detail = one.Why! });
    }

    /// <summary>The rate of a shard is not measured by itself: the node's, shared among those that are behind.</summary>
    private TaskAnswer Behind(NodeFigures figures, string kind, ShardFigures shard, long total)
    {
        var busy = Math.Max(1, figures.Shards.Count(other => other.Replaying || other.Lag > 0));
        var rate = (context.Lately() ?? figures.Rates).Read;
        double? eta = rate > 0 ? Math.Round((total - shard.Committed) / (rate / busy), 1) : null;
        return new TaskAnswer(figures.Node, kind, $"partition {shard.Partition}", shard.Committed, total, "records", eta)
        {
            Detail = kind == "recovery" ? "folded again in silence" : "",
        };
    }

    private TaskAnswer Draining(NodeFigures figures)
    {
        var stretch = context.History.All().Reverse().TakeWhile(second => second.Phase == NodePhase.Draining).ToList();
        var (left, all) = (figures.Shards.Count, stretch.Max(second => second.Shards.Count));
        var seconds = (figures.At - stretch[^1].At).TotalSeconds;
        return new TaskAnswer(
            figures.Node, "drain", "all partitions", all - left, all, "partitions",
            all > left && seconds > 0 ? Math.Round(left * seconds / (all - left), 1) : null)
        {
            RunningSeconds = Math.Round(seconds, 1),
        };
    }

    /// <summary>A database that is away, or never saw a task, has none to tell of.</summary>
    private async Task<IReadOnlyList<TaskAnswer>> PublishedAsync(CancellationToken cancel)
    {
        try
        {
            var entries = await context.PublishedTasks.TasksAsync(context.Options.Kafka.Group, cancel);
            return
            [
                .. PublishedTasks.Of(entries.Where(entry => entry.Process != NodeName.OfProcess.Text), context.Time.GetUtcNow()),
            ];
        }
        catch (StoreUnavailableException)
        {
            return [];
        }
    }
}
