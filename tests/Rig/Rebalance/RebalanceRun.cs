using StreamReco.Rig.Chaos;
using StreamReco.TestKit.Servers;

namespace StreamReco.Rig.Rebalance;

/// <summary>
/// Three nodes under a steady load; one is killed, drained, added or restarted, and the answers that a read-committed
/// reader sees are timed by partition.
/// </summary>
internal sealed class RebalanceRun(
    ChaosServers servers, int clicksPerSecond, string? logs, TimeProvider time)
{
    /// <summary>Started before the others: the oldest member is the coordinator.</summary>
    private const int Coordinator = 1;
    private const int Other = 2;
    private const int Extra = ChaosPlan.Nodes + 1;

    private static readonly TimeSpan _usual = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _after = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(180);

    /// <param name="step">What is to happen.</param>
    /// <param name="round">Names the topics and seeds the load.</param>
    public async Task<RebalanceFigures> RunAsync(RebalanceStep step, int round)
    {
        var name = $"{step}-{round}";
        var topics = new ChaosTopics(name);
        await topics.CreateAsync(servers.Kafka.Bootstrap);
        var folder = Directory.CreateTempSubdirectory("streamreco-rebalance-").FullName;
        try
        {
            var state = await servers.Postgres.CreateSchemaAsync();
            var launch = new NodeLaunch(servers, folder, topics, name, state);
            return await RunAsync(step, topics, launch, round);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<RebalanceFigures> RunAsync(RebalanceStep step, ChaosTopics topics, NodeLaunch launch, int round)
    {
        var bootstrap = servers.Kafka.Bootstrap;
        await using var load = new ClickLoad(bootstrap, topics.Clicks, clicksPerSecond, round, time);
        await using var times = new RecommendationTimes(bootstrap, topics.Recommendations, ChaosTopics.Partitions, time);
        await using var nodes = new ChaosNodes(launch.Start, time);
        nodes.Start(Coordinator);
        await SettledAsync(nodes, members: 1);
        for (var node = Coordinator + 1; node <= ChaosPlan.Nodes; node++)
        {
            nodes.Start(node);
        }

        nodes.Watch();
        await SettledAsync(nodes, ChaosPlan.Nodes);
        await AnswersAsync(times);
        var usualFrom = time.GetTimestamp();
        await Task.Delay(_usual, time);

        var victim = step == RebalanceStep.CoordinatorKilled ? Coordinator : Other;
        var held = Assignments.Of(nodes.LogOf(victim));
        var movesBefore = Moves(nodes, step, victim);
        var at = time.GetTimestamp();
        await DoAsync(nodes, step, victim);
        await SettledAsync(nodes, step switch
        {
            RebalanceStep.Added => ChaosPlan.Nodes + 1,
            RebalanceStep.Killed or RebalanceStep.CoordinatorKilled or RebalanceStep.Drained => ChaosPlan.Nodes - 1,
            _ => ChaosPlan.Nodes,
        });
        await AnswersAsync(times);
        var end = time.GetTimestamp();
        await KeepLogsAsync(nodes, topics.Name);
        var moved = step == RebalanceStep.Added ? Assignments.Of(nodes.LogOf(Extra)) : held;
        return Figures(step, times, moved, usualFrom, at, end, Moves(nodes, step, victim) - movesBefore);
    }

    private async Task KeepLogsAsync(ChaosNodes nodes, string name)
    {
        if (logs is not null)
        {
            Directory.CreateDirectory(logs);
            var running = Enumerable.Range(1, Extra).Select(node => $"=== node {node} ===\n{nodes.LogOf(node)}");
            await File.WriteAllLinesAsync(Path.Combine(logs, $"{name}.log"), [.. nodes.Logs, .. running]);
        }
    }

    private RebalanceFigures Figures(
        RebalanceStep step, RecommendationTimes times, HashSet<int> moved, long usualFrom, long at, long end, int moves)
    {
        var all = Enumerable.Range(0, ChaosTopics.Partitions).ToList();
        var others = all.Except(moved).Select(p => times.LongestSilence(p, at, end).Silence.TotalSeconds);
        var mine = moved.Select(p => times.LongestSilence(p, at, end)).ToList();
        var usual = all.Max(p => times.LongestSilence(p, usualFrom, at).Silence.TotalSeconds);
        return new RebalanceFigures(
            step, moved.Count,
            mine.Count == 0 ? 0 : mine.Max(one => time.GetElapsedTime(at, one.EndedAt).TotalSeconds),
            mine.Count == 0 ? 0 : mine.Max(one => one.Silence.TotalSeconds),
            others.DefaultIfEmpty(0).Max(), usual, moves);
    }

    private static async Task DoAsync(ChaosNodes nodes, RebalanceStep step, int victim)
    {
        switch (step)
        {
            case RebalanceStep.Killed or RebalanceStep.CoordinatorKilled:
                await nodes.KillAsync(victim);
                break;
            case RebalanceStep.Drained:
                await nodes.DrainAsync(victim);
                break;
            case RebalanceStep.Added:
                nodes.Start(Extra);
                break;
            case RebalanceStep.Restarted:
                await nodes.DrainAsync(victim);
                nodes.Start(victim);
                break;
            case RebalanceStep.KilledAndRestarted:
                await nodes.KillAsync(victim);
                nodes.Start(victim);
                break;
            default:
                throw new InvalidOperationException($"No such step: {step}.");
        }
    }

    /// <summary>So many nodes say that they have partitions, and together they have each of them once.</summary>
    private static Task SettledAsync(ChaosNodes nodes, int members) => Waiting.UntilAsync(
        $"{members} nodes that share the partitions",
        () =>
        {
            var held = Enumerable.Range(1, Extra).Select(node => Assignments.Of(nodes.LogOf(node))).Where(set => set.Count > 0);
            var sets = held.ToList();
            return sets.Count == members && sets.Sum(set => set.Count) == ChaosTopics.Partitions;
        },
        _patience);

    /// <summary>Every partition answers, and goes on doing so for a while.</summary>
    private async Task AnswersAsync(RecommendationTimes times)
    {
        var from = time.GetTimestamp();
        await Waiting.UntilAsync("an answer from each partition", () => times.AllSince(from), _patience);
        await Task.Delay(_after, time);
    }

    private static int Moves(ChaosNodes nodes, RebalanceStep step, int victim) => Enumerable.Range(1, ChaosPlan.Nodes)
        .Where(node => node != victim || step == RebalanceStep.Added)
        .Sum(node => Assignments.Moves(nodes.LogOf(node)));
}
