using Microsoft.Extensions.Diagnostics.HealthChecks;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Node;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>Whether this node is ready, condition by condition.</summary>
internal static class NodeReadiness
{
    /// <summary>Every condition as of now.</summary>
    public static IReadOnlyList<ReadinessCheck> Of(NodeContext context)
    {
        var (node, figures) = (context.Node, context.History.Latest);
        return Readiness.Of(new ReadinessFacts(
            node is null ? null : $"{node.Model.Manifest.Name} {node.Model.Manifest.Version} on {node.Batcher.Provider}",
            node?.MemberStatus,
            node?.ClusterAddress,
            node?.Phase ?? NodePhase.Starting,
            node?.PartitionPhases ?? new Dictionary<int, PartitionPhase>(),
            [
                .. (figures?.Shards ?? []).Where(shard => shard.Replaying)
                    .Select(shard => (shard.Partition, shard.EmitFrom - shard.Committed)),
            ],
            figures?.Lag,
            context.Options.Http.ReadyLagRecordsMax)
        {
            LongCommits = [.. LongCommits(node, TimeSpan.FromMilliseconds(context.Options.Kafka.RequestTimeoutMs))],
            DatabaseAway = context.Directory?.Away,
            BrokerAway = context.Lag?.Away ?? context.Events?.Opening,
            MissingTopics = context.Topics?.Missing ?? [],
        });
    }

    private static IEnumerable<(int Partition, TimeSpan UnderWay)> LongCommits(RecommenderNode? node, TimeSpan bound) =>
        from shard in node?.OpenShards ?? []
        let underWay = shard.Commit?.UnderWay
        where underWay > bound
        select (shard.Shard.Partition, underWay.Value);

    /// <summary>What slows the node down or what others do to it, a sentence each; it is ready all the same.</summary>
    public static IReadOnlyList<string> Notes(NodeContext context) =>
        [.. FlowNotes.Of(context.History.Latest, context.Lately()), .. context.Node?.Notes ?? [], .. context.Audit?.Notes() ?? []];

    /// <summary>The details of the conditions that do not hold.</summary>
    public static IReadOnlyList<string> Missing(NodeContext context) =>
        [.. Of(context).Where(check => !check.Ok).Select(check => check.Detail)];

    /// <summary>One condition as a health check of the framework.</summary>
    /// <param name="context">The node.</param>
    /// <param name="name">The condition: one of <see cref="Readiness.Names"/>.</param>
    internal sealed class Condition(NodeContext context, string name) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext healthCheckContext, CancellationToken cancellationToken = default)
        {
            var check = Of(context).Single(one => one.Name == name);
            return Task.FromResult(check.Ok ? HealthCheckResult.Healthy(check.Detail) : HealthCheckResult.Unhealthy(check.Detail));
        }
    }
}
