using StreamReco.Models.DataQuality;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.State;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Node;

namespace StreamReco.StreamHost.Sampling;

/// <summary>Looks at a node once a second. Reads immutable copies and counters only: it costs the pipeline nothing.</summary>
internal sealed class MetricsSampler(
    RecommenderNode node, LatencyHistogram latency, ClickLag lag, MetricsHistory history, TimeProvider time)
{
    /// <summary>A link this full holds up what is in front of it.</summary>
    private const double FullShare = 0.75;

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly LatencyWindow _latency = new(latency);
    private readonly long _started = time.GetTimestamp();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private Dictionary<int, ShardCounters> _before = [];
    private (long Calls, long Users) _inferenceBefore;
    private (long Calls, long Users) _rankingBefore;
    private long _lastAt = time.GetTimestamp();

    /// <summary>Samples until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_interval, time);
        do
        {
            history.Add(Take());
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    /// <summary>The figures of now; the rates are those since the last call.</summary>
    public NodeFigures Take()
    {
        var shards = node.OpenShards;
        var seconds = time.GetElapsedTime(_lastAt).TotalSeconds;
        _lastAt = time.GetTimestamp();
        _latency.Advance();
        var (now, before) = Count(shards);
        var ends = lag.Ends;
        ShardFigures[] figures = [.. shards.Select(shard => Shard(shard, ends)).OrderBy(s => s.Partition)];
        var inference = Inference(node.Batcher, ref _inferenceBefore);
        var ranking = node.Ranker is { } ranker ? Inference(ranker, ref _rankingBefore) : null;
        LinkFigures[] links =
        [
            .. Fullest(figures),
            new("inference", inference.Waiting, inference.Capacity),
            .. ranking is null ? [] : new LinkFigures[] { new("ranking", ranking.Waiting, ranking.Capacity) },
        ];
        return new NodeFigures(
            time.GetUtcNow(),
            node.Name,
            node.Phase,
            Math.Round(time.GetElapsedTime(_started).TotalSeconds, 1),
            ModelReport.Of(node.Model),
            node.Batcher.Provider,
            CounterSums.Tally(now),
            CounterSums.Rates(now, before, seconds),
            CounterSums.Rejected(now),
            CounterSums.RejectedRates(now, before, seconds),
            StageCounts.Of(now, before, seconds),
            Latency(),
            Array.TrueForAll(figures, s => s.Lag is not null) ? figures.Sum(s => s.Lag) : null,
            links,
            Backpressure(links),
            inference,
            figures,
            Process())
        {
            Ranking = ranking,
            Quality =
            [
                .. node.Quality.Models.Select(model =>
                    new QualityFigures(model.Model, model.Version, node.ItemsPerAnswer, model.Counts, _startedAt)),
            ],
            Rules = node.RejectedRules.Counts,
            LeftOut = LeftOutFigures.Of(node.LeftOut),
            QualityRules = RuleFigures.Of(shards.Select(shard => shard.Progress.Status.Quality).OfType<QualityReport>()),
        };
    }

    /// <summary>Sums over the shards; one that has just come counts from where it came in.</summary>
    private (ShardCounters Now, ShardCounters Before) Count(IReadOnlyList<OpenShard> shards)
    {
        var (now, before) = (new ShardCounters(), new ShardCounters());
        var seen = new Dictionary<int, ShardCounters>();
        foreach (var shard in shards)
        {
            var counters = shard.Progress.Status.Counters;
            now.Add(counters);
            before.Add(_before.GetValueOrDefault(shard.Shard.Partition, shard.Progress.Before));
            seen[shard.Shard.Partition] = counters;
        }

        _before = seen;
        return (now, before);
    }

    private ShardFigures Shard(OpenShard shard, IReadOnlyDictionary<int, long> ends)
    {
        var standing = shard.Progress.Status;
        long? end = ends.TryGetValue(shard.Shard.Partition, out var known) ? Math.Max(known, standing.NextOffset) : null;
        return new ShardFigures(
            shard.Shard.Partition,
            shard.Epoch,
            standing.NextOffset,
            end,
            end - standing.NextOffset,
            shard.EmitFrom,
            standing.NextOffset < shard.EmitFrom,
            standing.WatermarkMs == long.MinValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(standing.WatermarkMs),
            shard.UsersInMemory(),
            standing.Waiting,
            shard.IsHeldBack,
            standing.Commits,
            standing.Counters.Applied,
            shard.Progress.StoredAt is { } stored ? Math.Round((time.GetUtcNow() - stored).TotalSeconds, 1) : null,
            [.. shard.Links.Select(link => new LinkFigures(link.Before, link.Filled, link.Capacity))]);
    }

    private static InferenceFigures Inference(IBatcherCounts batcher, ref (long Calls, long Users) before)
    {
        var (calls, users) = (batcher.Batches, batcher.Scored);
        var (newCalls, newUsers) = (calls - before.Calls, users - before.Users);
        before = (calls, users);
        return new InferenceFigures(
            calls, users, newCalls > 0 ? Math.Round((double)newUsers / newCalls, 1) : 0, batcher.Waiting, batcher.Capacity);
    }

    private LatencyFigures Latency() => new(
        Math.Round(_latency.PercentileMs(0.5), 2), Math.Round(_latency.PercentileMs(0.9), 2),
        Math.Round(_latency.PercentileMs(0.99), 2), _latency.Count)
    {
        OfHistory = _latency.OfHistory,
    };

    private static IEnumerable<LinkFigures> Fullest(IReadOnlyList<ShardFigures> shards) => shards
        .SelectMany(shard => shard.Links)
        .GroupBy(link => link.Before)
        .Select(same => same.MaxBy(link => (double)link.Filled / link.Capacity)!);

    /// <summary>Links fill up from the narrow place backwards, so the last full one stands before it.</summary>
    private static string? Backpressure(IReadOnlyList<LinkFigures> links)
    {
        string? stage = null;
        foreach (var name in (ReadOnlySpan<string>)["fold", "score", "inference", "rank", "ranking", "commit"])
        {
            if (links.FirstOrDefault(link => link.Before == name) is { } link && link.Filled >= link.Capacity * FullShare)
            {
                stage = name;
            }
        }

        return stage;
    }

    private static ProcessFigures Process()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return new ProcessFigures(
            process.WorkingSet64, GC.GetTotalMemory(forceFullCollection: false), process.Threads.Count,
            Math.Round(process.TotalProcessorTime.TotalSeconds, 1));
    }
}
