using System.CommandLine;
using StreamReco.Rig.Chaos;
using StreamReco.Rig.Checking;

namespace StreamReco.Rig.Cli;

/// <summary><c>chaos</c>: processes, brokers and the database fail under load, by seed.</summary>
internal sealed class ChaosCommand : Command
{
    private readonly Option<int> _cycles = new("--cycles")
    {
        Description = "How many faults, in all blocks together.",
        DefaultValueFactory = _ => 25,
    };

    private readonly Option<int> _block = new("--block")
    {
        Description = "Faults between two judgements; each block has topics and a seed of its own.",
        DefaultValueFactory = _ => 25,
    };

    private readonly Option<long> _seed = new("--seed")
    {
        Description = "The seed of the first block; the next block has the next one.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<double?> _minutes = new("--minutes")
    {
        Description = "Begin no further cycle after this time; without --cycles, as many cycles as fit in it.",
    };

    private readonly Option<int> _rate = new("--rate")
    {
        Description = "Clicks a second.",
        DefaultValueFactory = _ => 250,
    };

    private readonly Option<string?> _logs = new("--logs")
    {
        HelpName = "FOLDER",
        Description = "Keep the nodes' logs here; without it they are kept only where a promise broke.",
    };

    private readonly Option<bool> _planOnly = new("--plan")
    {
        Description = "Print the plan of each block and do nothing.",
    };

    private readonly TimeProvider _time;

    public ChaosCommand(TimeProvider time)
        : base("chaos", "Three nodes, three brokers and PostgreSQL as processes that are killed, stopped and restarted "
            + "under load. An independent reader of the topics judges. Needs an Apache Kafka home and PostgreSQL.")
    {
        _time = time;
        foreach (var option in new Option[] { _cycles, _block, _seed, _minutes, _rate, _logs, _planOnly })
        {
            Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancel)
    {
        var minutes = parse.GetValue(_minutes);
        var cycles = minutes is not null && parse.GetResult(_cycles)?.Implicit != false ? int.MaxValue : parse.GetValue(_cycles);
        var block = Math.Max(1, parse.GetValue(_block));
        if (!parse.GetValue(_planOnly) && ChaosServers.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync($"chaos: not here: {missing}");
            return 1;
        }

        using var ending = minutes is { } most
            ? new CancellationTokenSource(TimeSpan.FromMinutes(most), _time) : new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, ending.Token);
        var plans = Plans(parse.GetValue(_seed), Math.Max(1, cycles), block);
        if (parse.GetValue(_planOnly))
        {
            foreach (var plan in minutes is null ? plans : plans.Take(1))
            {
                Console.WriteLine(plan);
            }

            return 0;
        }

        return await RunAsync(plans, parse.GetValue(_rate), parse.GetValue(_logs), stop.Token);
    }

    private async Task<int> RunAsync(IEnumerable<ChaosPlan> plans, int rate, string? logs, CancellationToken stop)
    {
        await using var servers = await ChaosServers.StartAsync(ChaosPlan.Brokers);
        var (done, records, broken, seconds) = (0, 0L, 0, 0.0);
        foreach (var plan in plans.TakeWhile(_ => !stop.IsCancellationRequested))
        {
            Console.WriteLine(plan);
            using var block = new ChaosBlock(servers, plan, rate, _time, Say);
            var result = await block.RunAsync(stop);
            Tell(result, block, rate, logs);
            (done, records, seconds) = (done + result.Cycles, records + result.Due.Read, seconds + result.Seconds);
            broken += result.Violations.Count;
        }

        Console.WriteLine(
            $"chaos: {(broken == 0 ? "clean" : "FAILED")}, {done} cycles, {records:N0} records, {broken} broken promises, {seconds:F0} s");
        return broken == 0 ? 0 : 1;
    }

    private static IEnumerable<ChaosPlan> Plans(long seed, int cycles, int block)
    {
        for (var left = cycles; left > 0; left -= block)
        {
            yield return ChaosPlan.Make(seed++, Math.Min(left, block));
        }
    }

    private static string Words(OwnerlessSpan? span) => span is null ? "no partition without an owner"
        : $"longest without an owner {span.Counted.TotalSeconds:F1} s (partition {span.Partition}, after {span.Fault}"
            + (span.Unserved > TimeSpan.Zero ? $"; Kafka served no transaction for another {span.Unserved.TotalSeconds:F1} s)" : ")");

    private void Say(string line) => Console.Error.WriteLine($"{_time.GetLocalNow():HH:mm:ss} {line}");

    private static void Tell(ChaosResult result, ChaosBlock block, int rate, string? logs)
    {
        var plan = result.Plan;
        foreach (var violation in result.Violations)
        {
            Console.WriteLine($"BROKEN: {violation}");
        }

        if (logs is not null || result.Violations.Count > 0)
        {
            var folder = logs ?? Path.Combine(Path.GetTempPath(), "streamreco-chaos-logs");
            Directory.CreateDirectory(folder);
            var file = Path.Combine(folder, $"seed-{plan.Seed}.log");
            File.WriteAllLines(file, block.Logs);
            Console.WriteLine($"logs: {file}");
        }

        Console.WriteLine(
            $"block of seed {plan.Seed}: {(result.Violations.Count == 0 ? "clean" : "FAILED")}, {result.Cycles} cycles, {result.Due}, "
            + $"{result.StartsRepeated} starts repeated, {result.Downed} nodes downed, {Words(result.Ownerless)}, {result.Seconds:F0} s");
        Console.WriteLine(
            $"repeat: dotnet run --project tests/Rig -c Release -- chaos --cycles {plan.Cycles.Count} --block {plan.Cycles.Count} "
            + $"--seed {plan.Seed} --rate {rate}");
    }
}
