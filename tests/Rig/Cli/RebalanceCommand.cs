using System.CommandLine;
using StreamReco.Rig.Chaos;
using StreamReco.Rig.Rebalance;

namespace StreamReco.Rig.Cli;

/// <summary><c>rebalance</c>: how long partitions stand still when the group changes.</summary>
internal sealed class RebalanceCommand : Command
{
    private readonly Option<RebalanceStep[]> _steps = new("--step")
    {
        Description = "Only these steps; may be given several times.",
        DefaultValueFactory = _ => Enum.GetValues<RebalanceStep>(),
    };

    private readonly Option<int> _rounds = new("--rounds")
    {
        Description = "How often each step is done; each on topics and nodes of its own.",
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<int> _rate = new("--rate")
    {
        Description = "Clicks a second.",
        DefaultValueFactory = _ => 120,
    };

    private readonly Option<string?> _logs = new("--logs")
    {
        HelpName = "FOLDER",
        Description = "Keep the nodes' logs here.",
    };

    private readonly TimeProvider _time;

    public RebalanceCommand(TimeProvider time)
        : base("rebalance", "Three nodes, one killed, drained, added or restarted: seconds until its partitions answer again, "
            + "and how long the others stood still. Needs an Apache Kafka home and PostgreSQL.")
    {
        _time = time;
        foreach (var option in new Option[] { _steps, _rounds, _rate, _logs })
        {
            Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancel)
    {
        if (ChaosServers.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync($"rebalance: not here: {missing}");
            return 1;
        }

        await using var servers = await ChaosServers.StartAsync(brokers: 1);
        var all = new List<RebalanceFigures>();
        foreach (var round in Enumerable.Range(1, Math.Max(1, parse.GetValue(_rounds))))
        {
            foreach (var step in parse.GetValue(_steps)!)
            {
                cancel.ThrowIfCancellationRequested();
                var run = new RebalanceRun(servers, parse.GetValue(_rate), parse.GetValue(_logs), _time);
                if (await TryAsync(run, step, round) is { } figures)
                {
                    all.Add(figures);
                }
            }
        }

        Console.WriteLine(
            $"{ChaosTopics.Partitions} partitions; seconds, median (min..max)");
        Console.WriteLine("| step | rounds | moved | answers again after | silent | others silent | usual silence | moves at others |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var group in all.GroupBy(figures => figures.Step))
        {
            Console.WriteLine(Row([.. group]));
        }

        return 0;
    }

    private async Task<RebalanceFigures?> TryAsync(RebalanceRun run, RebalanceStep step, int round)
    {
        try
        {
            var figures = await run.RunAsync(step, round);
            await Console.Error.WriteLineAsync($"{_time.GetLocalNow():HH:mm:ss} round {round}: {figures}");
            return figures;
        }
        catch (TimeoutException e)
        {
            Console.WriteLine($"{step}, round {round}: {e.Message}");
            return null;
        }
    }

    private static string Row(IReadOnlyList<RebalanceFigures> figures) =>
        $"| {figures[0].Step} | {figures.Count} | {Spread(figures, one => one.Moved, "F0")} "
        + $"| {Spread(figures, one => one.AnswersAgain)} | {Spread(figures, one => one.MovedSilence)} "
        + $"| {Spread(figures, one => one.OthersSilence)} | {Spread(figures, one => one.UsualSilence)} "
        + $"| {Spread(figures, one => one.OthersMoves, "F0")} |";

    private static string Spread(
        IReadOnlyList<RebalanceFigures> figures, Func<RebalanceFigures, double> value, string format = "F1")
    {
        var sorted = figures.Select(value).Order().ToList();
        string Text(double number) => number.ToString(format, System.Globalization.CultureInfo.InvariantCulture);
        return $"{Text(sorted[sorted.Count / 2])} ({Text(sorted[0])}..{Text(sorted[^1])})";
    }
}
