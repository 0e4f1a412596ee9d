using System.Diagnostics.Metrics;
using StreamReco.Stages.State;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Metrics;
using StreamReco.StreamHost.Sampling;

namespace StreamReco.StreamHost.Http;

/// <summary>
/// The node's observable instruments: they report the figures of the last second, so that measuring costs the path
/// nothing. Prometheus' page and OTLP read the same.
/// </summary>
internal sealed class NodeMeters
{
    private static readonly string[] _memberStatuses = ["joining", "weakly_up", "up", "leaving", "exiting", "down"];

    private readonly NodeContext _context;
    private readonly ApiTraffic _traffic;
    private readonly Meter _meter;

    public NodeMeters(NodeContext context, ApiTraffic traffic, NodeInstruments instruments)
    {
        (_context, _traffic, _meter) = (context, traffic, instruments.Meter);
        AddNode();
        AddCluster();
        AddCounts();
        AddShards();
        AddQuality();
        AddApi();
    }

    private void AddNode()
    {
        Observe(MetricCatalogue.Up, f => [Value(NodeReadiness.Missing(_context).Count == 0 ? 1 : 0)]);
        Observe(MetricCatalogue.Uptime, f => [Value(f.UptimeSeconds)]);
        Observe(MetricCatalogue.LinkFill, f =>
            f.Links.Select(link => Value((double)link.Filled / link.Capacity, "before", link.Before)));
        Observe(MetricCatalogue.Paused, f => [Value(f.Shards.Count(shard => shard.Paused))]);
        Observe(MetricCatalogue.Partitions, f => [Value(f.Shards.Count)]);
        Observe(MetricCatalogue.InferenceCalls, f => ByStage(f, one => one.Calls));
        Observe(MetricCatalogue.InferenceUsers, f => ByStage(f, one => one.Users));
        Observe(MetricCatalogue.Memory, f => [Value(f.Process.WorkingSetBytes)]);
        Observe(MetricCatalogue.Cpu, f => [Value(f.Process.CpuSeconds)]);
    }

    private void AddCluster()
    {
        Observe(MetricCatalogue.Members, () => _context.Control?.Snapshot() is { } cluster
            ? _memberStatuses.Select(status =>
                Value(cluster.Members.Count(member => member.Status == status), "status", status)) : []);
        Observe(MetricCatalogue.Unreachable, () => _context.Control?.Snapshot() is { } cluster
            ? [Value(cluster.Unreachable)] : []);
        Observe(MetricCatalogue.Entities, () => _context.Node?.PartitionPhases is { } phases
            ? Enum.GetValues<PartitionPhase>().Select(state =>
                Value(phases.Values.Count(phase => phase == state), "state", state.ToString().ToLowerInvariant())) : []);
        Observe(MetricCatalogue.Restarts, () => (_context.Node?.StreamRestarts ?? []).Select(one =>
            Value(one.Count, "cause", one.Cause)));
    }

    private void AddCounts()
    {
        Observe(MetricCatalogue.Records, f =>
        [
            Value(f.Totals.Applied, "outcome", "applied"),
            Value(f.Totals.Duplicate, "outcome", "duplicate"),
            Value(f.Totals.Rejected, "outcome", "rejected"),
            Value(f.Totals.PassedOver, "outcome", "passed_over"),
            Value(f.Totals.Quarantined, "outcome", "quarantined"),
        ]);
        Observe(MetricCatalogue.Rejected, f => f.Rejected.Select(reason => Value(reason.Value, "reason", reason.Key)));
        Observe(MetricCatalogue.LeftOut, f => f.LeftOut.Select(one => new Measurement<double>(
            one.Count, new KeyValuePair<string, object?>("field", one.Field), new("reason", one.Reason))));
        Observe(MetricCatalogue.CatalogFaults, _ => (_context.Node?.CatalogFaults.Counts ?? []).Select(kind =>
            new Measurement<double>(kind.Count, new("field", kind.Field), new("reason", kind.Reason))));
        Observe(MetricCatalogue.Stages, f => f.Stages.Select(stage => Value(stage.In, "stage", stage.Name)));
        Observe(MetricCatalogue.Answers, f => [Value(f.Totals.Answers)]);
    }

    private void AddShards()
    {
        Observe(MetricCatalogue.Commits, f => ByPartition(f, shard => shard.Commits));
        Observe(MetricCatalogue.Lag, f => ByPartition(f, shard => shard.Lag));
        Observe(MetricCatalogue.Users, f => ByPartition(f, shard => shard.UsersInMemory));
        Observe(MetricCatalogue.SnapshotAge, f => ByPartition(f, shard => shard.SnapshotAgeSeconds));
    }

    private void AddQuality()
    {
        Observe(MetricCatalogue.QualityClicks, f =>
            f.Quality.Select(one => Value(one.Counts.Clicks, "version", one.Version)));
        Observe(MetricCatalogue.QualityHits, f => f.Quality.SelectMany(one => Beside(
            one.Version, one.Counts.Hits, one.Counts.PopularHits)));
        Observe(MetricCatalogue.QualityRanks, f => f.Quality.SelectMany(one => Beside(
            one.Version, one.Counts.ReciprocalRanks, one.Counts.PopularReciprocalRanks)));
        Observe(MetricCatalogue.RuleRecords, f => f.QualityRules.SelectMany(rule => OfRule(
            rule, "outcome", ("good", rule.Judged - rule.Failed), ("failed", rule.Failed))));
        Observe(MetricCatalogue.RuleAlerts, f => f.QualityRules.SelectMany(rule => OfRule(
            rule, "level", ("warn", rule.Warn), ("fail", rule.Fail))));
    }

    private static IEnumerable<Measurement<double>> OfRule(
        RuleFigures rule, string attribute, params (string Value, double Count)[] counts) =>
        counts.Select(one => new Measurement<double>(
            one.Count, new("rule", rule.Rule), new("source", rule.Source), new KeyValuePair<string, object?>(attribute, one.Value)));

    private void AddApi()
    {
        Observe(MetricCatalogue.ApiRequests, _ =>
        [
            Value(_traffic.Answered, "outcome", "answered"),
            Value(_traffic.Refused, "outcome", "refused"),
            Value(_traffic.Failed, "outcome", "failed"),
        ]);
        Observe(MetricCatalogue.Consent, () =>
        [
            Value(ConsentSum(report => report.Untrained), "outcome", "untrained"),
            Value(ConsentSum(report => report.Withheld), "outcome", "withheld"),
            Value(ConsentSum(report => report.Withdrawn), "outcome", "withdrawn"),
        ]);
        Observe(MetricCatalogue.Bots, () =>
        [
            Value(BotSum(report => report.Found), "change", "found"),
            Value(BotSum(report => report.Cleared), "change", "cleared"),
        ]);
        Observe(MetricCatalogue.Identities, () =>
        [
            Value(IdentitySum(report => report.Linked), "outcome", "linked"),
            Value(IdentitySum(report => report.Merged), "outcome", "merged"),
            Value(IdentitySum(report => report.Unlinked), "outcome", "unlinked"),
            Value(IdentitySum(report => report.Refused.Values.Sum()), "outcome", "refused"),
        ]);
        Observe(MetricCatalogue.ForwardedClicks, () => [Value(IdentitySum(report => report.Forwarded))]);
        Observe(MetricCatalogue.Audit, () => _context.Audit is { } audit
            ? [Value(audit.Written, "outcome", "written"), Value(audit.Lost, "outcome", "lost")] : []);
    }

    private long ConsentSum(Func<ConsentReport, long> count) =>
        (_context.Node?.OpenShards ?? []).Sum(shard => shard.Progress.Status.Consent is { } report ? count(report) : 0);

    private long IdentitySum(Func<IdentityReport, long> count) =>
        (_context.Node?.OpenShards ?? []).Sum(shard => shard.Progress.Status.Identity is { } report ? count(report) : 0);

    private long BotSum(Func<BotReport, long> count) =>
        (_context.Node?.OpenShards ?? []).Sum(shard => shard.Progress.Status.Bots is { } report ? count(report) : 0);

    private static IEnumerable<Measurement<double>> ByStage(NodeFigures f, Func<InferenceFigures, long> read) =>
        f.Ranking is { } ranking
            ? [Value(read(f.Inference), "stage", "score"), Value(read(ranking), "stage", "rank")]
            : [Value(read(f.Inference), "stage", "score")];

    private void Observe(Metric metric, Func<NodeFigures, IEnumerable<Measurement<double>>> read) =>
        Observe(metric, () => _context.History.Latest is { } latest ? read(latest) : []);

    private void Observe(Metric metric, Func<IEnumerable<Measurement<double>>> read)
    {
        if (metric.Kind == MetricKind.Counter)
        {
            _meter.CreateObservableCounter(metric.Name, read, metric.Unit, metric.Help);
        }
        else
        {
            _meter.CreateObservableGauge(metric.Name, read, metric.Unit, metric.Help);
        }
    }

    private static IEnumerable<Measurement<double>> ByPartition(NodeFigures figures, Func<ShardFigures, double?> read) =>
        from shard in figures.Shards
        where read(shard) is not null
        select Value(read(shard)!.Value, "partition", $"{shard.Partition}");

    /// <summary>The model's value, and that of the most popular items.</summary>
    private static Measurement<double>[] Beside(string version, double model, double popular)
    {
        var of = new KeyValuePair<string, object?>("version", version);
        return [new(model, of, new("answer", "model")), new(popular, of, new("answer", "popular"))];
    }

    private static Measurement<double> Value(double value) => new(value);

    private static Measurement<double> Value(double value, string label, string text) =>
        new(value, new KeyValuePair<string, object?>(label, text));
}
