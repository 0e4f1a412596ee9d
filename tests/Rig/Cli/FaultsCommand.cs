using System.CommandLine;
using System.Globalization;
using StreamReco.Rig.Chaos;
using StreamReco.Rig.Faults;

namespace StreamReco.Rig.Cli;

/// <summary><c>faults</c>: what health, status and dashboard say while something is away.</summary>
internal sealed class FaultsCommand : Command
{
    private readonly Option<FaultKind[]> _faults = new("--fault")
    {
        Description = "Only these faults; may be given several times.",
        DefaultValueFactory = _ => Enum.GetValues<FaultKind>(),
    };

    private readonly Option<int> _rate = new("--rate")
    {
        Description = "Clicks a second.",
        DefaultValueFactory = _ => 100,
    };

    private readonly Option<string?> _logs = new("--logs")
    {
        HelpName = "FOLDER",
        Description = "Keep the nodes' logs here.",
    };

    private readonly TimeProvider _time;

    public FaultsCommand(TimeProvider time)
        : base("faults", "Two nodes on a real broker and PostgreSQL: database away, disk full, topic deleted, node killed, 2,000 "
            + "clients at once; what health, status and dashboard said at each moment, as a table. Needs an Apache Kafka home and PostgreSQL.")
    {
        _time = time;
        Add(_faults);
        Add(_rate);
        Add(_logs);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancel)
    {
        if (ChaosServers.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync($"faults: not here: {missing}");
            return 1;
        }

        await using var servers = await ChaosServers.StartAsync(brokers: 1);
        var failed = 0;
        foreach (var fault in parse.GetValue(_faults)!)
        {
            cancel.ThrowIfCancellationRequested();
            if (fault == FaultKind.DiskFull && SmallDisk.Missing is { } lacking)
            {
                await Console.Error.WriteLineAsync($"{fault}: not done: {lacking}");
                continue;
            }

            failed += await TryAsync(new FaultRun(servers, parse.GetValue(_rate), parse.GetValue(_logs), _time), fault) ? 0 : 1;
        }

        return failed;
    }

    private async Task<bool> TryAsync(FaultRun run, FaultKind fault)
    {
        await Console.Error.WriteLineAsync($"{_time.GetLocalNow():HH:mm:ss} {fault}");
        try
        {
            var (said, note) = await run.RunAsync(fault);
            Console.WriteLine($"### {fault}\n\n{note}\n");
            Console.WriteLine("| s | node | health | status | dashboard |");
            Console.WriteLine("|---:|---|---|---|---|");
            foreach (var one in said)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {one.At:F1} | {one.Node} | {Cell(one.Word.Health)} | {Cell(one.Word.Status)} | {Cell(one.Word.Dashboard)} |"));
            }

            Console.WriteLine();
            return true;
        }
        catch (TimeoutException e)
        {
            Console.WriteLine($"{fault}: {e.Message}");
            return false;
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
