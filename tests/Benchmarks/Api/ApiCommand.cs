using System.CommandLine;
using StreamReco.Benchmarks.Path;

namespace StreamReco.Benchmarks.Api;

/// <summary>Command <c>api</c>.</summary>
internal sealed class ApiCommand : Command
{
    private const string Says = """
        Loads the API of a running node from another process on the same machine, beside its pipeline at work, and reads
        the node's own figures every second. Phases of --seconds each: the pipeline alone; --rate requests a second;
        --overload requests a second, which is meant to be too many; the pipeline alone again.

        Requests go out on a clock, whether answers come or not (an open loop), and a latency counts from the moment
        that the clock set, so a slow answer cannot hide those behind it. They are written from one thread to --connections
        sockets that stay open, and what finds none free waits. All but every --rank-every-th ask
        GET /v1/recommendations/{user} for one of --users users, that one asks POST /v1/rank with 20 items. Latencies are
        those of 200s. With --pid, the node's process, each row has the cores that it and this process were busy with, and
        behind them stands what a request cost the node. A second of the answers is that until the last one came. At the end
        it says whether the load was served, the overload refused by 429 and the pipeline's lag unharmed (exit code 1 if not),
        and how busy the machine was.

            ./demo --forever --rate 300 --http-port 8095
            dotnet run --project tests/Benchmarks -c Release -- api --node http://127.0.0.1:8095 --pid PID
        """;

    private readonly Option<string> _node = new("--node") { Description = "The node.", DefaultValueFactory = _ => "http://127.0.0.1:8095" };
    private readonly Option<int> _rate = new("--rate") { Description = "Requests a second.", DefaultValueFactory = _ => 1_000 };
    private readonly Option<int> _overload = new("--overload") { Description = "Requests a second that are too many.", DefaultValueFactory = _ => 4_000 };
    private readonly Option<int> _seconds = new("--seconds") { Description = "Length of a phase.", DefaultValueFactory = _ => 20 };
    private readonly Option<int> _users = new("--users") { Description = "Users asked for: u000000 and on.", DefaultValueFactory = _ => 5_000 };
    private readonly Option<int> _rankEvery = new("--rank-every") { Description = "Of so many requests one ranks items; 0 for none.", DefaultValueFactory = _ => 10 };
    private readonly Option<int> _connections = new("--connections") { Description = "Connections at once; more than the node lets in and lets wait.", DefaultValueFactory = _ => 700 };
    private readonly Option<int> _warmUp = new("--warm-up") { Description = "Seconds of the same rate before the first phase.", DefaultValueFactory = _ => 5 };
    private readonly Option<int[]> _pids = new("--pid") { Description = "The node's process.", DefaultValueFactory = _ => [] };

    public ApiCommand()
        : base("api", Says)
    {
        foreach (var option in new Option[] { _node, _rate, _overload, _seconds, _users, _rankEvery, _connections, _warmUp, _pids })
        {
            Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancel)
    {
        var node = new Uri(parse.GetValue(_node)!);
        var seconds = parse.GetValue(_seconds);
        using var load = new ApiLoad(node, parse.GetValue(_users), parse.GetValue(_rankEvery), parse.GetValue(_connections));
        var pids = parse.GetValue(_pids)!;
        Console.WriteLine(
            "phase            sent/s    200/s    429/s  other   p50 ms   p90 ms   p99 ms  p99.9 ms | click p50  p99 ms  records/s  lag max | node cores  sender cores");
        (string Name, int Rate, int Seconds)[] phases =
        [
            ("warm-up", parse.GetValue(_rate), parse.GetValue(_warmUp)),
            ("pipeline alone", 0, seconds),
            ("load", parse.GetValue(_rate), seconds),
            ("overload", parse.GetValue(_overload), seconds),
            ("pipeline alone", 0, seconds),
        ];
        var seen = new List<ApiPhase>();
        var before = ApiVerdict.LoadAverage();
        foreach (var phase in phases)
        {
            seen.Add(await RunAsync(load, node, phase.Name, phase.Rate, phase.Seconds, pids, cancel));
            Console.WriteLine(Row(seen[^1]));
        }

        if (pids.Length > 0)
        {
            Console.WriteLine(
                $"CPU of the node a request, above the pipeline alone: {seen[2].MicrosEach(seen[1], seen[^1]):N0} µs under load, "
                + $"{seen[3].MicrosEach(seen[1], seen[^1]):N0} µs in overload");
        }

        var (lines, isWell) = ApiVerdict.Of(alone: seen[1], load: seen[2], overload: seen[3]);
        foreach (var line in lines)
        {
            Console.WriteLine(line);
        }

        Console.WriteLine(
            $"load average of this machine over a minute: {before:N1} before, {ApiVerdict.LoadAverage():N1} behind, {Environment.ProcessorCount} cores");
        return isWell ? 0 : 1;
    }

    private static async Task<ApiPhase> RunAsync(
        ApiLoad load, Uri node, string name, int rate, int seconds, int[] pids, CancellationToken cancel)
    {
        var cpu = ProcessCpu.Of(pids);
        var begun = TimeProvider.System.GetTimestamp();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var watching = NodeWatch.RunAsync(node, end.Token);
        var sent = await load.RunAsync(rate, seconds, cancel);
        var took = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        var cores = (ProcessCpu.Of(pids) - cpu)?.TotalSeconds / took;
        await end.CancelAsync();
        return new ApiPhase(name, rate, seconds, sent, await watching, cores);
    }

    private static string Row(ApiPhase phase)
    {
        var (name, sent, seen) = (phase.Name, phase.Sent, phase.Seen);
        return $"{name,-15} {sent.Sent / (double)phase.Seconds,7:N0} {phase.Per(sent.Ok),8:N0} {phase.Per(sent.Refused),8:N0} "
            + $"{sent.Other,6:N0} {sent.Latency.PercentileMs(0.5),8:N2} {sent.Latency.PercentileMs(0.9),8:N2} "
            + $"{sent.Latency.PercentileMs(0.99),8:N2} {sent.Latency.PercentileMs(0.999),9:N1} | "
            + $"{seen.ClickP50Ms,9:N1} {seen.ClickP99Ms,7:N1} {seen.RecordsPerSecond,10:N0} {seen.LagMax,8:N0} | "
            + $"{phase.NodeCores,10:N2} {phase.SenderCores,13:N2}";
    }
}
