using System.Text.Json;
using StreamReco.Rig.Checking;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Servers;

namespace StreamReco.Rig.Chaos;

/// <summary>
/// One block of cycles: nodes, load and faults, then rest, and the judgement of everything that the topics and the
/// database hold. Its topics, group and schema are its own.
/// </summary>
internal sealed class ChaosBlock : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(4);

    private readonly ChaosServers _servers;
    private readonly ChaosPlan _plan;
    private readonly int _clicksPerSecond;
    private readonly TimeProvider _time;
    private readonly Action<string> _say;
    private readonly string _group;
    private readonly string _folder;
    private readonly ChaosTopics _torn;
    private readonly ChaosTopics _calm;
    private OwnerlessSpan? _ownerless;

    public ChaosBlock(ChaosServers servers, ChaosPlan plan, int clicksPerSecond, TimeProvider time, Action<string> say)
    {
        _servers = servers;
        _plan = plan;
        _clicksPerSecond = clicksPerSecond;
        _time = time;
        _say = say;
        _folder = Directory.CreateTempSubdirectory("streamreco-chaos-").FullName;
        _torn = new ChaosTopics($"{plan.Seed}");
        _calm = new ChaosTopics($"{plan.Seed}-calm");
        _group = $"chaos-{plan.Seed}";
    }

    /// <summary>The nodes' logs, once it has run.</summary>
    public IReadOnlyCollection<string> Logs { get; private set; } = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public async Task<ChaosResult> RunAsync(CancellationToken cancel)
    {
        var started = _time.GetTimestamp();
        var bootstrap = _servers.Kafka.Bootstrap;
        await _torn.CreateAsync(bootstrap);
        await _calm.CreateAsync(bootstrap);
        var state = await _servers.Postgres.CreateSchemaAsync();
        var violations = new List<string>();
        var launch = new NodeLaunch(_servers, _folder, _torn, _group, state)
        {
            EmitIntervalMs = _plan.EmitIntervalMs,
        };
        await using var nodes = new ChaosNodes(launch.Start, _time);
        try
        {
            var cycles = await WearAsync(launch, nodes, violations, cancel);
            await nodes.EndAsync();
            _say("at rest; the calm run, then the judgement");
            var due = DueFold.Of(await ReadAsync(_torn.Clicks), new DueRules { EmitIntervalMs = _plan.EmitIntervalMs });
            violations.AddRange(await JudgeAsync(due, launch));
            return Result(cycles, due, nodes, violations, started);
        }
        catch (TimeoutException e)
        {
            // There is no rest, and so nothing to judge: what is not there yet may still come.
            violations.Add($"it stands still: {e.Message}");
            await nodes.EndAsync();
            return Result(0, new DueWork(), nodes, violations, started);
        }
    }

    private ChaosResult Result(int cycles, DueWork due, ChaosNodes nodes, List<string> violations, long started)
    {
        Logs = nodes.Logs;
        violations.AddRange(nodes.Problems);
        return new ChaosResult(
            _plan, cycles, due, violations, nodes.StartsRepeated, nodes.Downed, _ownerless, _time.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Faults under load, each followed by some progress; ends when everything is committed and at rest.</summary>
    private async Task<int> WearAsync(
        NodeLaunch launch, ChaosNodes nodes, List<string> violations, CancellationToken cancel)
    {
        var bootstrap = _servers.Kafka.Bootstrap;
        using var offsets = new GroupOffsets(bootstrap, _group, _torn.Clicks, ChaosTopics.Partitions);
        await using var load = new ClickLoad(bootstrap, _torn.Clicks, _clicksPerSecond, _plan.Seed, _time);
        for (var node = 1; node <= ChaosPlan.Nodes; node++)
        {
            nodes.Start(node);
        }

        nodes.Watch();
        await MovesAsync(nodes, offsets, 0, "the first commit");
        await using var owners = new OwnerWatch(
            launch.Urls, ChaosTopics.Partitions, new CoordinatorProbe(bootstrap, _group, _torn.Clicks), _time);
        var done = 0;
        try
        {
            done = await FaultsAsync(new ChaosFaults(_servers, nodes, launch, owners, _time), nodes, owners, offsets, load, cancel);
            await load.StopAsync();
            await Waiting.UntilAsync("an owner of each partition at the end", () => owners.AllOwned, _patience);
            await RestsAsync(offsets);
        }
        finally
        {
            _ownerless = owners.Longest;
            violations.AddRange(owners.Violations);
        }

        if (load.Refused > 0)
        {
            violations.Add($"the load itself could not write {load.Refused} records: the run shows less than it should");
        }

        return done;
    }

    /// <summary>The cycles; ends when every fault is undone.</summary>
    /// <returns>How many there were.</returns>
    private async Task<int> FaultsAsync(
        ChaosFaults faults, ChaosNodes nodes, OwnerWatch owners, GroupOffsets offsets, ClickLoad load, CancellationToken cancel)
    {
        var done = 0;
        try
        {
            foreach (var cycle in _plan.Cycles.TakeWhile(_ => !cancel.IsCancellationRequested))
            {
                await faults.BeginAsync(cycle);
                var before = offsets.Committed() ?? 0;
                await Task.Delay(TimeSpan.FromMilliseconds(cycle.NextAfterMs), _time, CancellationToken.None);
                var now = await MovesAsync(nodes, offsets, before, $"a commit after cycle {done + 1}");
                if (cycle.Settles)
                {
                    await faults.EndAsync();
                    await Waiting.UntilAsync($"an owner of each partition after cycle {done + 1}", () => owners.AllOwned, _patience);
                }

                _say($"cycle {++done} of {_plan.Cycles.Count}: {cycle}; {now:N0} of {load.Made:N0} committed");
            }
        }
        finally
        {
            await faults.EndAsync();
        }

        return done;
    }

    /// <returns>The sum of the committed offsets once it is above <paramref name="before"/>.</returns>
    private static async Task<long> MovesAsync(ChaosNodes nodes, GroupOffsets offsets, long before, string what)
    {
        long? now = null;
        await Waiting.UntilAsync(
            what,
            () =>
            {
                nodes.ThrowIfUnfit();
                return (now = offsets.Committed()) > before;
            },
            _patience);
        return now!.Value;
    }

    /// <summary>
    /// Everything is committed, and for a while nothing comes behind it: no tick either, so no click waits. As long as
    /// the group moves it is waited for: on a busy machine what has piled up may take minutes.
    /// </summary>
    private async Task RestsAsync(GroupOffsets offsets)
    {
        (long? Committed, long? End) last = (null, null);
        var since = _time.GetTimestamp();
        await Waiting.UntilAsync(
            "everything committed",
            () =>
            {
                var now = (offsets.Committed(), offsets.Ends());
                if (now != last)
                {
                    (since, last) = (_time.GetTimestamp(), now);
                }

                var still = _time.GetElapsedTime(since);
                return now.Item1 is not null && now.Item1 == now.Item2 ? still > _rest
                    : still < _patience ? false
                    : throw new TimeoutException($"{now.Item1} of {now.Item2} committed, nothing for {still.TotalSeconds:F0} s");
            },
            _longest);
    }

    private async Task<IReadOnlyList<string>> JudgeAsync(DueWork due, NodeLaunch launch)
    {
        var violations = new List<string>();
        var calmLaunch = launch with { Group = $"{_group}-calm", State = Path.Combine(_folder, "calm.db") };
        await RunToTheEndAsync("calm", calmLaunch, _calm, violations);
        await RunToTheEndAsync("torn", launch, _torn, violations);
        var torn = SeenOutput.Of(await ReadAsync(_torn.Recommendations), await ReadAsync(_torn.Rejected));
        var calm = SeenOutput.Of(await ReadAsync(_calm.Recommendations), await ReadAsync(_calm.Rejected));
        violations.AddRange(Verdict.Of(due, torn));
        violations.AddRange(Verdict.Of(due, calm).Select(fault => $"in the calm run: {fault}"));
        violations.AddRange(new[] { Verdict.Contents(torn, calm), Counts("torn", due), Counts("calm", due) }.OfType<string>());
        var (one, other) = (
            await DumpAsync("torn", launch.State, violations), await DumpAsync("calm", calmLaunch.State, violations));
        if (!one.AsSpan().SequenceEqual(other))
        {
            violations.Add($"the users' states differ from those of the calm run ({one.Length} and {other.Length} bytes)");
        }

        return violations;
    }

    /// <summary>The counters, which are part of the state: each record once, across all owners of a shard.</summary>
    private string? Counts(string name, DueWork due)
    {
        if (!File.Exists(FileOf(name, "json")))
        {
            return null; // the run did not end, which is told already
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(FileOf(name, "json")));
        var root = json.RootElement;
        long Of(string field) => root.GetProperty(field).GetInt64();
        var rejected = root.GetProperty("rejected").EnumerateObject().Where(reason => reason.Value.GetInt64() > 0)
            .ToDictionary(reason => reason.Name, reason => reason.Value.GetInt64());
        var expected = due.Rejected.Values.GroupBy(one => one.Reason).ToDictionary(group => group.Key, group => (long)group.Count());
        var equal = (Of("read"), Of("applied"), Of("duplicate"), Of("answers"))
            == (due.Read, due.Applied, due.Duplicate, due.Answers.Count) && rejected.Count == expected.Count
            && rejected.All(one => expected.GetValueOrDefault(one.Key) == one.Value);
        return equal ? null : $"counters of the {name} state differ: {root.GetRawText()} where {due} is due";
    }

    private async Task RunToTheEndAsync(string name, NodeLaunch launch, ChaosTopics outputs, List<string> violations)
    {
        using var host = launch.Run(outputs, "--until-end", "--report", FileOf(name, "json"));
        if (await host.EndAsync(_longest) != 0)
        {
            violations.Add($"the {name} run to the end failed: {host.Error.TrimEnd().Split('\n')[^1]}");
        }
    }

    private async Task<byte[]> DumpAsync(string name, string state, List<string> violations)
    {
        var file = FileOf(name, "ndjson");
        using var host = HostProcess.Start(
            _folder, new Dictionary<string, string>(),
            "users", "dump", "--state", state, "--model", PathModel.Directory, "--output", file);
        if (await host.EndAsync(_longest) == 0)
        {
            return await File.ReadAllBytesAsync(file);
        }

        violations.Add($"the dump of the {name} state failed: {host.Error.TrimEnd()}");
        return [];
    }

    private Task<IReadOnlyList<TopicRecord>> ReadAsync(string topic) =>
        TopicReader.ReadAllAsync(_servers.Kafka.Bootstrap, topic, ChaosTopics.Partitions);

    private string FileOf(string name, string kind) => Path.Combine(_folder, $"{name}.{kind}");
}
